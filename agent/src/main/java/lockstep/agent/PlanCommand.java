package lockstep.agent;

import lockstep.agent.plan.Planner.Reading;
import lockstep.agent.plan.SwapPolicy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description =
        "Show what a converge would do, and do nothing. Exit code 3 when there is something.",
    footer = {
      "",
      "Examples:",
      "  lockstep-agent plan",
      "  lockstep-agent plan --repo /media/repo --root /mnt --state /mnt.state",
      "",
      "Files whose size and times the last run saw are not read again: see verify."
    })
final class PlanCommand extends InspectCommand {
  @Option(names = "--verify", description = "read every file, trust no index")
  private boolean verify;

  @Mixin private CommitOption commit = new CommitOption();

  PlanCommand(Surroundings here) {
    super(here);
  }

  @Override
  Reading reading() {
    return verify ? Reading.ALL_FILES : Reading.CHANGED_FILES;
  }

  @Override
  SwapPolicy.Style commit() {
    return commit.style();
  }
}
