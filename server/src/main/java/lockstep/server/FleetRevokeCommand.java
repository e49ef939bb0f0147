package lockstep.server;

import java.util.concurrent.Callable;
import lockstep.images.json.Json;
import lockstep.images.json.JsonWriter;
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
final class FleetRevokeCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private MachineArgument machine = new MachineArgument();

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "why, for those who come after")
  private String reason;

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private OutputOptions output;

  FleetRevokeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    return output.run(
        surroundings,
        console -> {
          try (FleetClient client = server.connect()) {
            var revoked = client.revoke(machine.id(), reason).orElseThrow(machine::unknown);
            console.result(
                output.isJson()
                    ? JsonWriter.plain(
                        Json.object()
                            .put("outcome", "revoked")
                            .put("machine", revoked.getMachine())
                            .build())
                    : "revoked " + revoked.getMachine());
          }
          return 0;
        });
  }
}
