package lockstep.server;

import java.util.List;
import lockstep.images.console.Console;
import lockstep.images.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "rm",
    description = "Forgets a revoked machine, and all that it reported.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  lockstep fleet revoke web-17 --reason 'disk was sold' \\",
      "      --server https://lockstep.example.org:8443",
      "  lockstep fleet rm web-17 --server https://lockstep.example.org:8443",
      "",
      "The audit log still has who revoked and removed it."
    })
final class FleetRemoveCommand extends LockstepCommand {
  @Mixin private MachineArgument machine = new MachineArgument();
  @Mixin private ServerOptions server = new ServerOptions();

  FleetRemoveCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws Exception {
    try (FleetClient client = server.connect()) {
      String removed = client.remove(machine.id()).orElseThrow(machine::unknown).getMachine();
      return new Outcome(
          Json.object().put("outcome", "removed").put("machine", removed).build(),
          List.of("removed " + removed));
    }
  }
}
