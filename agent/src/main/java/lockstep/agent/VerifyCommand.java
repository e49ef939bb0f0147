package lockstep.agent;

import lockstep.agent.plan.Planner.Reading;
import lockstep.agent.plan.SwapPolicy;
import picocli.CommandLine.Command;

@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description =
        "Read every byte of the root and say where it is not its image. Exit code 3 when it is not.",
    footer = {
      "",
      "Examples:",
      "  lockstep-agent verify",
      "  lockstep-agent verify --json | jq -r '.differences[].path'",
      "",
      "It changes nothing; converge puts right what it finds."
    })
final class VerifyCommand extends InspectCommand {
  VerifyCommand(Surroundings here) {
    super(here);
  }

  @Override
  Reading reading() {
    return Reading.ALL_FILES;
  }

  /// It says what is wrong, not how it would be put right.
  @Override
  SwapPolicy.Style commit() {
    return SwapPolicy.Style.FILE;
  }
}
