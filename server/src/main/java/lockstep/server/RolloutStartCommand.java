package lockstep.server;

import java.util.List;
import lockstep.images.Problem;
import lockstep.server.rollout.RolloutPicture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "start",
    description = "Begins to bring the published release to the fleet, stage by stage.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  lockstep rollout start /srv/lockstep",
      "  lockstep rollout start --server https://lockstep.example.org:8443 --groups canary --bake 2h,30m,30m,30m,0s",
      "  lockstep rollout start /srv/lockstep --stages 5,100 --at 2026-11-30T08:00:00Z \\",
      "      --window 'Mon-Fri 09:00-16:00 Europe/Zurich'",
      "",
      "The release must wait for it: lockstep publish ... --staged. A server goes on to the next",
      "stage when this one has baked and half of its machines took the image, and halts when",
      "too many are hurt; 'rollout show' tells which. Without a server go on by 'rollout advance'."
    })
final class RolloutStartCommand extends SteeringCommand {
  @Mixin private PlanOptions plan = new PlanOptions();

  RolloutStartCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  void check() {
    var _ = plan.plan(clock().instant());
  }

  @Override
  RolloutPicture act(RolloutOffice office) throws Exception {
    return office.start(plan.plan(clock().instant()));
  }

  /// The first stage would bake, find nobody hurt, and have shown nothing.
  @Override
  List<Problem> warnings(RolloutPicture picture) {
    return picture.emptyGroups().stream()
        .map(group ->
            new Problem(
                "W-GROUP",
                group,
                "no machine that the server knows is in this group",
                "if it is misspelt, begin anew: lockstep rollout abort, then rollout start"))
        .toList();
  }

  @Override
  String outcome() {
    return "started";
  }
}
