package lockstep.server;

import java.util.List;
import lockstep.images.console.Console;
import lockstep.images.json.Json;
import lockstep.proto.MachineMsg;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "ls",
    description = "Lists the machines and how each is doing.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  lockstep fleet ls --server https://lockstep.example.org:8443",
      "  lockstep fleet ls --server https://10.0.0.1:8443 --token-file me.token --json"
    })
final class FleetListCommand extends LockstepCommand {
  @Mixin private ServerOptions server = new ServerOptions();

  FleetListCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws Exception {
    try (FleetClient client = server.connect()) {
      List<MachineMsg> machines = client.machines();
      List<Json> all = machines.stream().<Json>map(m -> MachineView.summary(m).build()).toList();
      if (machines.isEmpty()) {
        console.note("no machine has enrolled yet");
      }
      return new Outcome(
          Json.object().put("machines", all).build(),
          machines.isEmpty() ? List.of() : new MachineView(clock().instant()).table(machines));
    }
  }
}
