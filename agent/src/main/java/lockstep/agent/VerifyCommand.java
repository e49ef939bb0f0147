package lockstep.agent;

import lockstep.agent.plan.Planner.Reading;
import picocli.CommandLine.Command;

@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description =
        "Read every byte of the root and say where it is not its image. Exit code 3 when it is not.",
    footer = {"", "Example:", "  lockstep-agent verify --server http://images.example:8080"})
final class VerifyCommand extends InspectCommand {
  VerifyCommand(Surroundings here) {
    super(here);
  }

  @Override
  Reading reading() {
    return Reading.ALL_FILES;
  }
}
