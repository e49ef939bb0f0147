package lockstep.server.fleet;

import java.util.List;
import lockstep.proto.CheckInMsg;
import lockstep.proto.ProblemMsg;
import lockstep.proto.ReportMsg;
import lockstep.proto.TriggerResultMsg;

/// Cuts a check-in to a size that a fleet's worth of can be kept. A machine in trouble says much; the beginning of it
/// is worth more than a refusal.
final class ReportLimits {
  /// A record that is larger after all was cut consists of fields nobody here knows.
  static final int RECORD_BYTES = 256 << 10;

  private static final int LIST = 100;
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
    List<TriggerResultMsg> triggers =
        report.getTriggersList().stream().limit(LIST).map(ReportLimits::cut).toList();
    List<ProblemMsg> problems =
        report.getProblemsList().stream().limit(LIST).map(ReportLimits::cut).toList();
    return report.toBuilder()
        .setImage(cut(report.getImage(), NAME))
        .setLabel(cut(report.getLabel(), NAME))
        .setWantedImage(cut(report.getWantedImage(), NAME))
        .clearTriggers()
        .addAllTriggers(triggers)
        .clearProblems()
        .addAllProblems(problems)
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
  private static String cut(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
    return text.substring(0, end);
  }
}
