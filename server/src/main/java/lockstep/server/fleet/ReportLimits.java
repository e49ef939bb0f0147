package lockstep.server.fleet;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.function.UnaryOperator;
import lockstep.images.ContentHash;
import lockstep.proto.CheckInMsg;
import lockstep.proto.DriftMsg;
import lockstep.proto.ProblemMsg;
import lockstep.proto.ReportMsg;
import lockstep.proto.StaleProcessMsg;
import lockstep.proto.TriggerResultMsg;

/// Cuts a check-in to a size that a fleet's worth of can be kept. A machine in trouble says much; the beginning of it
/// is worth more than a refusal.
final class ReportLimits {
  /// A record that is larger after all was cut consists of fields nobody here knows.
  static final int RECORD_BYTES = 256 << 10;

  private static final int LIST = 100;
  private static final int DRIFT = 200;
  private static final int PATHS = 3;
  private static final int WORD = 16;
  private static final int NAME = 256;
  private static final int TEXT = 1024;

  private ReportLimits() {}

  static CheckInMsg cut(CheckInMsg message) {
    return message.toBuilder()
        .setHostname(cut(message.getHostname(), NAME))
        .setAgentVersion(cut(message.getAgentVersion(), NAME))
        .setReport(cut(message.getReport()))
        .build();
  }

  private static ReportMsg cut(ReportMsg report) {
    return report.toBuilder()
        .setImage(cut(report.getImage(), NAME))
        .setLabel(cut(report.getLabel(), NAME))
        .setWantedImage(cut(report.getWantedImage(), NAME))
        .clearTriggers()
        .addAllTriggers(first(report.getTriggersList(), LIST, ReportLimits::cut))
        .clearProbes()
        .addAllProbes(first(report.getProbesList(), LIST, ReportLimits::cut))
        .clearChecks()
        .addAllChecks(first(report.getChecksList(), LIST, ReportLimits::cut))
        .clearStaleProcesses()
        .addAllStaleProcesses(first(report.getStaleProcessesList(), LIST, ReportLimits::cut))
        .clearProblems()
        .addAllProblems(first(report.getProblemsList(), LIST, ReportLimits::cut))
        .clearDrift()
        .addAllDrift(first(report.getDriftList(), DRIFT, ReportLimits::cut))
        .build();
  }

  private static <T> List<T> first(List<T> all, int many, UnaryOperator<T> cut) {
    return all.stream().limit(many).map(cut).toList();
  }

  private static DriftMsg cut(DriftMsg drift) {
    return drift.toBuilder()
        .setPath(cut(drift.getPath(), TEXT))
        .setKind(cut(drift.getKind(), WORD))
        .setReason(cut(drift.getReason(), NAME))
        .setFound(
            drift.getFound().size() == ContentHash.BYTES ? drift.getFound() : ByteString.EMPTY)
        .build();
  }

  private static StaleProcessMsg cut(StaleProcessMsg process) {
    List<String> paths =
        process.getPathsList().stream().limit(PATHS).map(path -> cut(path, NAME)).toList();
    return process.toBuilder()
        .setCommand(cut(process.getCommand(), NAME))
        .setUnit(cut(process.getUnit(), NAME))
        .clearPaths()
        .addAllPaths(paths)
        .build();
  }

  private static TriggerResultMsg cut(TriggerResultMsg trigger) {
    return trigger.toBuilder()
        .setName(cut(trigger.getName(), NAME))
        .setOutcome(cut(trigger.getOutcome(), NAME))
        .build();
  }

  private static ProblemMsg cut(ProblemMsg problem) {
    return problem.toBuilder()
        .setCode(cut(problem.getCode(), NAME))
        .setPath(cut(problem.getPath(), TEXT))
        .setMessage(cut(problem.getMessage(), TEXT))
        .setNext(cut(problem.getNext(), TEXT))
        .build();
  }

  /// Never through the middle of a character.
  static String cut(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
    return text.substring(0, end);
  }
}
