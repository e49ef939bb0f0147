package lockstep.server;

import java.time.Instant;
import java.util.Optional;
import lockstep.images.console.Console;
import lockstep.proto.MachineMsg;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "show",
    description = "Shows all that is known of one machine.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  lockstep fleet show web-17 --server https://lockstep.example.org:8443",
      "  lockstep fleet show web-17 --since 7d --server https://lockstep.example.org:8443",
      "",
      "A machine that nobody named has a random name."
    })
final class FleetShowCommand extends LockstepCommand {
  @Mixin private MachineArgument machine = new MachineArgument();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "all it reported from then on: 12h, 7d, 2026-11-20 (default: the 40 newest)")
  private @Nullable String since;

  @Mixin private ServerOptions server = new ServerOptions();

  FleetShowCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws Exception {
    try (FleetClient client = server.connect()) {
      Instant now = clock().instant();
      Optional<Instant> from =
          since == null ? Optional.empty() : Optional.of(PastTime.parse(since, now));
      MachineMsg found = client.machine(machine.id()).orElseThrow(machine::unknown);
      return new Outcome(
          MachineView.withPast(found, from), new MachineView(now).details(found, from));
    }
  }
}
