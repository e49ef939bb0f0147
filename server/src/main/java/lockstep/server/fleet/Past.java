package lockstep.server.fleet;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import lockstep.proto.MachineMsg;
import lockstep.proto.OutcomeMsg;
import lockstep.proto.PastMsg;
import lockstep.proto.ProblemMsg;
import lockstep.proto.ReportMsg;

/// What a machine reported before. Reports in a row that say the same are one line, so that a quiet month does not push out
/// the night something happened.
final class Past {
  /// Fights kept of one machine.
  private static final int FIGHTS = 40;

  /// Letters of one text of a line. What is longer is no image of ours, nor a name that somebody gives; its beginning says enough.
  private static final int TEXT = 128;

  private Past() {}

  /// `machine` after one report more.
  static MachineMsg with(MachineMsg machine, ReportMsg report, Instant now) {
    PastMsg before = machine.getLatest();
    PastMsg latest = line(report, now);
    MachineMsg.Builder after = machine.toBuilder();
    if (machine.hasLatest() && saysTheSame(before, latest)) {
      after.setLatest(
          latest.toBuilder()
              .setFirstEpochSeconds(before.getFirstEpochSeconds())
              .setTimes(before.getTimes() + 1));
    } else {
      after.setLatest(latest).setLatestNumber(machine.getLatestNumber() + 1);
    }
    return after
        .clearFightsEpochSeconds()
        .addAllFightsEpochSeconds(fights(machine, latest))
        .build();
  }

  private static List<Long> fights(MachineMsg before, PastMsg latest) {
    List<Long> fights = new ArrayList<>();
    if (before.getLatest().getWantedImage().equals(latest.getWantedImage())) {
      fights.addAll(before.getFightsEpochSecondsList());
    } // else it was sent elsewhere in between, as it should
    if (latest.getOutcome() == OutcomeMsg.CONVERGED && latest.getChanges() > 0) {
      fights.add(latest.getLastEpochSeconds());
    }
    return fights.subList(Math.max(0, fights.size() - FIGHTS), fights.size());
  }

  private static PastMsg line(ReportMsg report, Instant now) {
    ProblemMsg problem =
        report.getProblemsCount() == 0 ? ProblemMsg.getDefaultInstance() : report.getProblems(0);
    return PastMsg.newBuilder()
        .setFirstEpochSeconds(now.getEpochSecond())
        .setLastEpochSeconds(now.getEpochSecond())
        .setTimes(1)
        .setOutcome(report.getOutcome())
        .setImage(cut(report.getImage()))
        .setLabel(cut(report.getLabel()))
        .setWantedImage(cut(report.getWantedImage()))
        .setDifferences(report.getDifferences())
        .setChanges(
            report.getCreated()
                + report.getChanged()
                + report.getDeleted()
                + report.getMetadataOnly())
        .setProblem(cut(problem.getCode()))
        .setPath(cut(problem.getPath()))
        .setOrder(report.getOrder())
        .build();
  }

  private static String cut(String text) {
    return ReportLimits.cut(text, TEXT);
  }

  /// A converge that changed something is a line of its own: how often it had to is what shows a fight.
  private static boolean saysTheSame(PastMsg a, PastMsg b) {
    return changedNothing(a) && changedNothing(b) && bare(a).equals(bare(b));
  }

  private static boolean changedNothing(PastMsg line) {
    return switch (line.getOutcome()) {
      case CONVERGED -> false;
      case UNCHANGED, DEFERRED, UNDONE, FAILED, OUTCOME_UNKNOWN, UNRECOGNIZED -> true;
    };
  }

  /// Without when and how often; what a run that failed meant to change says nothing new.
  private static PastMsg bare(PastMsg line) {
    return line.toBuilder()
        .clearFirstEpochSeconds()
        .clearLastEpochSeconds()
        .clearTimes()
        .clearChanges()
        .clearDifferences()
        .build();
  }
}
