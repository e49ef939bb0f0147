package lockstep.server;

import java.util.OptionalInt;
import lockstep.server.rollout.RolloutPicture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "resume",
    description = "Lets a halted rollout go on; its stage bakes anew.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  lockstep rollout resume /srv/lockstep",
      "  lockstep rollout resume --server https://lockstep.example.org:8443 --threshold 5%",
      "",
      "A machine that still fails is counted again as soon as it reports again."
    })
final class RolloutResumeCommand extends SteeringCommand {
  @Option(
      names = "--threshold",
      paramLabel = "PERCENT",
      converter = PercentText.class,
      description = "another threshold from now on")
  private @Nullable Integer threshold;

  RolloutResumeCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  RolloutPicture act(RolloutOffice office) throws Exception {
    return office.resume(threshold == null ? OptionalInt.empty() : OptionalInt.of(threshold));
  }

  @Override
  String outcome() {
    return "resumed";
  }
}
