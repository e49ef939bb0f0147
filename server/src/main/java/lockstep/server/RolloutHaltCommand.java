package lockstep.server;

import lockstep.server.rollout.RolloutPicture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "halt",
    description = "Stops a rollout: from now on nobody newly takes current, and nobody goes back.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  lockstep rollout halt /srv/lockstep --reason 'web is slow'",
      "  lockstep rollout halt --server https://lockstep.example.org:8443",
      "",
      "Needs no release key. Then either: rollout resume, or: rollout abort."
    })
final class RolloutHaltCommand extends SteeringCommand {
  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "why, for those who come after")
  private String reason;

  RolloutHaltCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  RolloutPicture act(RolloutOffice office) throws Exception {
    return office.halt(reason);
  }

  @Override
  String outcome() {
    return "halted";
  }
}
