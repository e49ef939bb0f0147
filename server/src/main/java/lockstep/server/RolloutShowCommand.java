package lockstep.server;

import lockstep.server.rollout.RolloutPicture;
import picocli.CommandLine.Command;

@Command(
    name = "show",
    description = "Shows the rollout in one screen.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  lockstep rollout show /srv/lockstep",
      "  lockstep rollout show --server https://lockstep.example.org:8443",
      "",
      "Machines are counted by a server, which hears them: 'took' current, 'awaited',",
      "'failed', 'undone', 'silent' (missed three polls), 'flapping'; 'off' had not been",
      "heard of before their stage began, 'ordered' have a force or a pin: neither counts."
    })
final class RolloutShowCommand extends SteeringCommand {
  RolloutShowCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  RolloutPicture act(RolloutOffice office) throws Exception {
    return office.show();
  }

  @Override
  String outcome() {
    return "shown";
  }
}
