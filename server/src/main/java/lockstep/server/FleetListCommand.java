package lockstep.server;

import java.util.List;
import java.util.concurrent.Callable;
import lockstep.images.console.Console;
import lockstep.images.json.Json;
import lockstep.images.json.JsonWriter;
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
final class FleetListCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private OutputOptions output;

  FleetListCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    return output.run(
        surroundings,
        console -> {
          try (FleetClient client = server.connect()) {
            list(client.machines(), console);
          }
          return 0;
        });
  }

  private void list(List<MachineMsg> machines, Console console) {
    if (output.isJson()) {
      List<Json> all = machines.stream().<Json>map(m -> MachineView.summary(m).build()).toList();
      console.result(JsonWriter.plain(Json.object().put("machines", all).build()));
    } else if (machines.isEmpty()) {
      console.note("no machine has enrolled yet");
    } else {
      console.result(new MachineView(surroundings.clock().instant()).table(machines));
    }
  }
}
