package lockstep.server;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.console.Console;
import lockstep.images.console.Inert;
import lockstep.images.json.Json;
import lockstep.images.json.JsonWriter;
import lockstep.proto.MachineMsg;
import lockstep.server.fleet.MachineId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `lockstep fleet`: what machines reported to a server.
@Command(
    name = "fleet",
    description = "Shows what machines reported.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  lockstep fleet ls --server http://127.0.0.1:8080",
      "  lockstep fleet show web-17 --server http://127.0.0.1:8080"
    })
public final class FleetCommand {
  /// Which server, and why to believe that it is the one.
  static final class ServerOptions {
    @Option(
        names = "--server",
        required = true,
        paramLabel = "URL",
        converter = ServerUrl.class,
        description = "where 'lockstep serve' is reached")
    private URI server;

    @Option(
        names = "--tls-ca",
        paramLabel = "FILE",
        description = "PEM certificates to trust instead of the system's")
    private @Nullable Path authority;

    FleetClient connect() throws IOException {
      return new FleetClient(server, authority);
    }
  }

  private final Surroundings surroundings;

  public FleetCommand() {
    this(Surroundings.ofThisProcess());
  }

  FleetCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Command(
      name = "ls",
      description = "Lists the machines and how each is doing.",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Examples:",
        "  lockstep fleet ls --server http://127.0.0.1:8080",
        "  lockstep fleet ls --server https://lockstep.example --tls-ca ca.pem --json"
      })
  int ls(@Mixin ServerOptions server, @Mixin OutputOptions output) {
    return output.run(
        surroundings,
        console -> {
          try (FleetClient client = server.connect()) {
            list(client.machines(), output, console);
          }
          return 0;
        });
  }

  private void list(List<MachineMsg> machines, OutputOptions output, Console console) {
    if (output.isJson()) {
      List<Json> all = machines.stream().<Json>map(m -> MachineView.summary(m).build()).toList();
      console.result(JsonWriter.plain(Json.object().put("machines", all).build()));
    } else if (machines.isEmpty()) {
      console.note("no machine has checked in yet");
    } else {
      console.result(new MachineView(surroundings.clock().instant()).table(machines));
    }
  }

  @Command(
      name = "show",
      description = "Shows all that is known of one machine.",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Example:",
        "  lockstep fleet show web-17 --server http://127.0.0.1:8080",
        "",
        "A machine that was never named (lockstep-agent converge --machine web-17) has",
        "a random id."
      })
  int show(
      @Parameters(paramLabel = "MACHINE", description = "its id, as 'fleet ls' shows it") String id,
      @Mixin ServerOptions server,
      @Mixin OutputOptions output) {
    return output.run(
        surroundings,
        console -> {
          MachineId machine = MachineId.parse(id).orElseThrow(() -> unknown(id, MachineId.RULE));
          try (FleetClient client = server.connect()) {
            MachineMsg found =
                client
                    .machine(machine)
                    .orElseThrow(() -> unknown(id, "this machine has never checked in"));
            console.result(
                output.isJson()
                    ? List.of(JsonWriter.plain(MachineView.whole(found)))
                    : new MachineView(surroundings.clock().instant()).details(found));
          }
          return 0;
        });
  }

  private static ProblemException unknown(String id, String why) {
    return new ProblemException(
        new Problem(
            "E-UNKNOWN-MACHINE",
            Inert.text(id),
            why,
            "'lockstep fleet ls' shows the machines there are"));
  }
}
