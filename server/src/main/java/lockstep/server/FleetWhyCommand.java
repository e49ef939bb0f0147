package lockstep.server;

import java.util.ArrayList;
import java.util.List;
import lockstep.images.console.Console;
import lockstep.images.json.Json;
import lockstep.proto.MachineMsg;
import lockstep.proto.OrderMsg;
import lockstep.proto.ProblemMsg;
import lockstep.proto.ReportMsg;
import lockstep.proto.WhyMsg;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "why",
    description = {
      "Says why one machine is, or is not, on an image.",
      "Shown are the rollout and its stage, its groups and order, what it last said, and what it measured."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  lockstep fleet why web-17 --server https://lockstep.example.org:8443",
      "",
      "The machine itself answers the same question: lockstep-agent why"
    })
final class FleetWhyCommand extends LockstepCommand {
  /// Buckets per percent.
  private static final double PERCENT = 100;

  @Mixin private MachineArgument machine = new MachineArgument();
  @Mixin private ServerOptions server = new ServerOptions();

  FleetWhyCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Outcome run(Console console) throws Exception {
    try (FleetClient client = server.connect()) {
      WhyMsg why = client.why(machine.id()).orElseThrow(machine::unknown);
      return new Outcome(json(why), lines(why, new MachineView(clock().instant())));
    }
  }

  private static List<String> lines(WhyMsg why, MachineView view) {
    MachineMsg machine = why.getMachine();
    ReportMsg report = machine.getLastReport();
    List<String> lines = new ArrayList<>();
    MachineView.line(lines, "machine", machine.getMachine());
    MachineView.line(lines, "state", view.state(machine.getStanding()));
    MachineView.line(lines, "should be", shouldBe(why));
    MachineView.line(lines, "because", because(why));
    MachineView.line(lines, "rollout", rollout(why));
    MachineView.line(lines, "groups", String.join(", ", machine.getIdentity().getGroupsList()));
    MachineView.line(lines, "order", order(why));
    MachineView.line(lines, "measured", measured(report));
    for (ProblemMsg problem : report.getProblemsList()) {
      MachineView.line(lines, "said", MachineView.brief(problem));
      if (!problem.getNext().isEmpty()) {
        MachineView.line(lines, "  next", problem.getNext());
      }
    }
    return lines;
  }

  private static String shouldBe(WhyMsg why) {
    if (why.getRelease() == 0) {
      return "nothing: no image is published";
    }
    if (why.getOrderStands()) {
      return named(why, why.getMachine().getOrder().getImage());
    }
    return switch (why.getTakes()) {
      case "current" -> named(why, why.getCurrent());
      case "old" -> named(why, why.getOld());
      default -> "what it is: nobody newly takes an image";
    };
  }

  private static String named(WhyMsg why, String image) {
    boolean isCurrent = image.equals(why.getCurrent());
    return "%s, %s (%s)"
        .formatted(
            isCurrent ? "current" : "old",
            isCurrent ? why.getCurrentLabel() : why.getOldLabel(),
            MachineView.abbreviated(image));
  }

  private static String because(WhyMsg why) {
    if (why.getRelease() == 0) {
      return "";
    }
    if (why.getOrderStands()) {
      return "it was ordered to";
    }
    if (!why.getStaged()) {
      return "there is no rollout, so everyone takes current";
    }
    if (why.getHalted()) {
      return "the rollout is halted";
    }
    if (why.getGroupsCount() > 0) {
      return "its group %s takes current".formatted(why.getGroups(0));
    }
    if (why.getCurrentBelow() == 0) {
      return why.getReachedGroupsCount() == 0
          ? "no stage has begun, or current was taken back: everyone takes old"
          : "the stage reaches only the groups %s, and it is in none of them"
              .formatted(reachedGroups(why));
    }
    return why.getBucket() < why.getCurrentBelow()
        ? "its bucket %d is below %d".formatted(why.getBucket(), why.getCurrentBelow())
        : "its bucket %d is not below %d: its stage has not come"
            .formatted(why.getBucket(), why.getCurrentBelow());
  }

  private static String reachedGroups(WhyMsg why) {
    return String.join(", ", why.getReachedGroupsList());
  }

  private static String rollout(WhyMsg why) {
    if (why.getRelease() == 0 || !why.getStaged()) {
      return "none";
    }
    return "release %d, %s %% of the fleet takes current%s%s"
        .formatted(
            why.getRelease(),
            Double.toString(why.getCurrentBelow() / PERCENT).replaceAll("\\.0$", ""),
            why.getReachedGroupsCount() == 0 ? "" : ", and so do the groups " + reachedGroups(why),
            why.getHalted() ? ", halted" : "");
  }

  private static String order(WhyMsg why) {
    OrderMsg order = why.getMachine().getOrder();
    if (order.getImage().isEmpty()) {
      return "none";
    }
    String heard =
        why.getMachine().getLastReport().getOrder() == order.getNumber()
            ? "; the machine obeys"
            : "; the machine has not acted on it yet";
    return OrderView.line(order) + (why.getOrderStands() ? heard : "; it is over");
  }

  private static String measured(ReportMsg report) {
    if (report.getImage().isEmpty()) {
      return report.getDifferences() == 0
          ? "nothing yet"
          : report.getDifferences()
              + " paths differ"
              + (report.getDriftCount() == 0 ? "" : "; 'fleet diff' shows them");
    }
    return "it is %s (%s)".formatted(report.getLabel(), MachineView.abbreviated(report.getImage()));
  }

  private static Json.Object json(WhyMsg why) {
    return Json.object()
        .put("machine", MachineView.whole(why.getMachine()))
        .put("shouldBe", shouldBe(why))
        .put("because", because(why))
        .put("orderStands", why.getOrderStands())
        .put("release", why.getRelease())
        .put("current", why.getCurrent())
        .put("old", why.getOld())
        .put("takes", why.getTakes())
        .put("staged", why.getStaged())
        .put("halted", why.getHalted())
        .put("bucket", why.getBucket())
        .put("currentBelow", why.getCurrentBelow())
        .put("stagedGroups", Json.texts(why.getGroupsList()))
        .put("reachedGroups", Json.texts(why.getReachedGroupsList()))
        .build();
  }
}
