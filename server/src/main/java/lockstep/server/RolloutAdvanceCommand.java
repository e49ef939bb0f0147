package lockstep.server;

import lockstep.server.rollout.RolloutPicture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "advance",
    description = "Goes on to the next stage now, whatever bake time and windows say.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  lockstep rollout advance /srv/lockstep",
      "  lockstep rollout advance --server https://lockstep.example.org:8443",
      "  lockstep rollout advance /srv/lockstep --if-due",
      "",
      "A server goes on by itself. Without one, a timer may run the last of these: it goes on",
      "only when the stage has baked, inside the windows. In the last stage 'advance' ends",
      "the rollout: everyone takes current."
    })
final class RolloutAdvanceCommand extends SteeringCommand {
  @Option(names = "--if-due", description = "only if the stage has baked")
  private boolean ifDue;

  RolloutAdvanceCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  RolloutPicture act(RolloutOffice office) throws Exception {
    return ifDue ? office.due() : office.advance();
  }

  @Override
  String outcome() {
    return "advanced";
  }
}
