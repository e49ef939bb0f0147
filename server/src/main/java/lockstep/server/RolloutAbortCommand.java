package lockstep.server;

import lockstep.server.rollout.Pull;
import lockstep.server.rollout.RolloutPicture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "abort",
    description = "Gives a rollout up: everyone goes back to old.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  lockstep rollout abort /srv/lockstep --reason 'sessions are lost'",
      "  lockstep rollout abort --server https://lockstep.example.org:8443 --urgent",
      "",
      "Needs no release key. Each machine follows at its next poll. To try the same release",
      "again: rollout start. Or publish another: what the fleet is on stays as old."
    })
final class RolloutAbortCommand extends SteeringCommand {
  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "why, for those who come after")
  private String reason;

  @Option(
      names = "--urgent",
      description = "let machines that report come again every 30 s until they are on old")
  private boolean urgent;

  RolloutAbortCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  RolloutPicture act(RolloutOffice office) throws Exception {
    return office.abort(reason, urgent ? Pull.URGENT : Pull.USUAL);
  }

  @Override
  String outcome() {
    return "aborted";
  }
}
