package lockstep.server;

import java.util.List;
import lockstep.images.console.Console;
import lockstep.images.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "revoke",
    description = {
      "Ends what a machine's key is worth: nothing made with it is believed any more.",
      "Its name is free again: a machine that is set up anew can enrol under it."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  lockstep fleet revoke web-17 --reason 'disk was sold' \\",
      "      --server https://lockstep.example.org:8443",
      "",
      "What is served is open to all and signed, so a revoked machine still converges;",
      "it cannot report."
    })
final class FleetRevokeCommand extends LockstepCommand {
  @Mixin private MachineArgument machine = new MachineArgument();

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "why, for those who come after")
  private String reason;

  @Mixin private ServerOptions server = new ServerOptions();

  FleetRevokeCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws Exception {
    try (FleetClient client = server.connect()) {
      String revoked =
          client.revoke(machine.id(), reason).orElseThrow(machine::unknown).getMachine();
      return new Outcome(
          Json.object().put("outcome", "revoked").put("machine", revoked).build(),
          List.of("revoked " + revoked));
    }
  }
}
