package lockstep.server.fleet;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import lockstep.proto.MachineMsg;
import lockstep.proto.PastMsg;
import lockstep.proto.ProblemMsg;
import lockstep.proto.ReportMsg;

/// What a machine reported before. Reports in a row that say the same are one line, so that a quiet month does not push out
/// the night something happened.
final class Past {
  /// Lines kept of one machine.
  static final int KEPT = 40;

  private Past() {}

  /// `machine` with one report more in its past.
  static List<PastMsg> with(MachineMsg machine, ReportMsg report, Instant now) {
    List<PastMsg> past = new ArrayList<>(machine.getPastList());
    PastMsg latest = line(report, now);
    if (!past.isEmpty() && saysTheSame(past.getLast(), latest)) {
      PastMsg last = past.removeLast();
      latest =
          latest.toBuilder()
              .setFirstEpochSeconds(last.getFirstEpochSeconds())
              .setTimes(last.getTimes() + 1)
              .build();
    }
    past.add(latest);
    return past.size() > KEPT ? past.subList(past.size() - KEPT, past.size()) : past;
  }

  private static PastMsg line(ReportMsg report, Instant now) {
    ProblemMsg problem =
        report.getProblemsCount() == 0 ? ProblemMsg.getDefaultInstance() : report.getProblems(0);
    return PastMsg.newBuilder()
        .setFirstEpochSeconds(now.getEpochSecond())
        .setLastEpochSeconds(now.getEpochSecond())
        .setTimes(1)
        .setOutcome(report.getOutcome())
        .setImage(report.getImage())
        .setLabel(report.getLabel())
        .setWantedImage(report.getWantedImage())
        .setDifferences(report.getDifferences())
        .setChanges(
            report.getCreated()
                + report.getChanged()
                + report.getDeleted()
                + report.getMetadataOnly())
        .setProblem(problem.getCode())
        .setPath(problem.getPath())
        .setOrder(report.getOrder())
        .build();
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
