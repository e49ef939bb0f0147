package lockstep.server;

import java.util.List;
import lockstep.images.console.Inert;
import lockstep.server.rollout.Pull;
import lockstep.server.rollout.RolloutPicture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "rollback",
    description = "Sends the whole fleet to the old image. Needs no release key.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  lockstep rollback /srv/lockstep",
      "  lockstep rollback --server https://lockstep.example.org:8443 --urgent",
      "",
      "A rollout under way is aborted. Each machine follows when it polls next;",
      "'lockstep fleet ls' shows which did. Publish an image to go forward again: the image the",
      "fleet was sent back to stays as old."
    })
final class RollbackCommand extends SteeringCommand {
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

  RollbackCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  RolloutPicture act(RolloutOffice office) throws Exception {
    return office.rollback(reason, urgent ? Pull.URGENT : Pull.USUAL);
  }

  /// The fleet has one image now, and that is all there is to say.
  @Override
  List<String> lines(RolloutPicture picture) {
    return List.of(
        "release %d: the fleet takes old, %s"
            .formatted(picture.release(), Inert.text(picture.old().orElseThrow().label())));
  }

  @Override
  String outcome() {
    return "rolled-back";
  }
}
