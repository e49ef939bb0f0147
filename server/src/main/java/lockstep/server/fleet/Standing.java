package lockstep.server.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import lockstep.proto.IdentityMsg;
import lockstep.proto.MachineMsg;
import lockstep.proto.OutcomeMsg;
import lockstep.proto.PastMsg;
import lockstep.proto.ReportMsg;
import lockstep.proto.StandingMsg;

/// The state a machine is in, since when, and why. A pure function of what is kept of it and the time.
///
/// @param since by the server's clock
/// @param reason empty where the state says all
public record Standing(MachineState state, Instant since, String reason) {
  /// A machine may miss this many of the polls it announced.
  static final int MISSED_POLLS = 3;

  /// Never silent before, however short its interval: a converge may take that long.
  static final Duration LEAST_SILENCE = Duration.ofMinutes(10);

  /// What is run by hand or by cron announces nothing.
  static final Duration UNSCHEDULED_SILENCE = Duration.ofHours(25);

  /// Failures in a row that say the same.
  static final int STUCK_AFTER = 3;

  /// Converges to one image that changed something, of which the first brought it there.
  static final int FLAPPING_AFTER = 4;

  static final Duration FLAPPING_WITHIN = Duration.ofHours(24);

  public static Standing of(MachineMsg machine, Instant now) {
    IdentityMsg identity = machine.getIdentity();
    if (Identity.isRevoked(identity)) {
      return new Standing(
          MachineState.REVOKED,
          at(identity.getRevokedEpochSeconds()),
          "by %s: %s".formatted(identity.getRevokedBy(), identity.getRevokedReason()));
    }
    if (identity.getRepeats() > 0) {
      return new Standing(
          MachineState.CLONED,
          at(identity.getRepeatedEpochSeconds()),
          "a counter came twice: it was copied, or went back in time");
    }
    if (machine.getCheckIns() == 0) {
      return new Standing(MachineState.NEW, at(identity.getEnrolledEpochSeconds()), "");
    }
    Instant seen = at(machine.getLastSeenEpochSeconds());
    Duration patience = patience(machine.getLastReport());
    if (now.isAfter(seen.plus(patience))) {
      return new Standing(
          MachineState.SILENT, seen, "it should have been heard from by " + seen.plus(patience));
    }
    return reported(machine, now);
  }

  /// How long a machine that sent this may be silent.
  public static Duration patience(ReportMsg report) {
    if (report.getNextPollSeconds() == 0) {
      return UNSCHEDULED_SILENCE;
    }
    Duration missed =
        Duration.ofSeconds(Integer.toUnsignedLong(report.getNextPollSeconds()))
            .multipliedBy(MISSED_POLLS);
    return missed.compareTo(LEAST_SILENCE) < 0 ? LEAST_SILENCE : missed;
  }

  /// Whether the machine stays off an image because it was undone there.
  public static boolean isHeld(ReportMsg report) {
    return report.getProblemsList().stream()
        .anyMatch(problem -> problem.getCode().equals("E-HELD"));
  }

  private static Standing reported(MachineMsg machine, Instant now) {
    ReportMsg report = machine.getLastReport();
    PastMsg last =
        machine.getPastCount() == 0
            ? PastMsg.newBuilder()
                .setTimes(1)
                .setFirstEpochSeconds(machine.getLastSeenEpochSeconds())
                .build() // as kept before there was a past
            : machine.getPast(machine.getPastCount() - 1);
    Instant since = at(last.getFirstEpochSeconds());
    boolean failed =
        report.getOutcome() == OutcomeMsg.FAILED || report.getOutcome() == OutcomeMsg.UNDONE;
    if (failed && last.getTimes() >= STUCK_AFTER) {
      return new Standing(
          MachineState.STUCK, since, "%d times: %s".formatted(last.getTimes(), trouble(report)));
    }
    List<PastMsg> fights = fights(machine, now);
    if (fights.size() >= FLAPPING_AFTER) {
      return new Standing(
          MachineState.FLAPPING,
          at(fights.getFirst().getFirstEpochSeconds()),
          "brought to the same image %d times within a day".formatted(fights.size()));
    }
    return switch (report.getOutcome()) {
      case FAILED -> new Standing(MachineState.FAILED, since, trouble(report));
      case UNDONE -> new Standing(MachineState.UNDONE, since, trouble(report));
      case DEFERRED -> new Standing(MachineState.WAITING, since, trouble(report));
      case CONVERGED, UNCHANGED, OUTCOME_UNKNOWN, UNRECOGNIZED ->
          isHeld(report)
              ? new Standing(MachineState.WAITING, since, trouble(report))
              : report.getImage().isEmpty()
                  ? new Standing(
                      MachineState.DIFFERS, since, report.getDifferences() + " paths differ")
                  : new Standing(MachineState.RIGHT, since, "");
    };
  }

  private static List<PastMsg> fights(MachineMsg machine, Instant now) {
    long from = now.minus(FLAPPING_WITHIN).getEpochSecond();
    String image = machine.getLastReport().getWantedImage();
    List<PastMsg> fights = new ArrayList<>();
    for (PastMsg line : machine.getPastList()) {
      if (!line.getWantedImage().equals(image)) {
        fights.clear(); // it went elsewhere in between, as it should
      } else if (line.getLastEpochSeconds() >= from && line.getChanges() > 0) {
        if (line.getOutcome() == OutcomeMsg.CONVERGED) {
          fights.add(line);
        }
      }
    }
    return fights;
  }

  private static String trouble(ReportMsg report) {
    if (report.getProblemsCount() == 0) {
      return "";
    }
    var problem = report.getProblems(0);
    String path = problem.getPath().isEmpty() ? "" : " " + problem.getPath();
    return problem.getCode() + path + ": " + problem.getMessage();
  }

  StandingMsg message() {
    return StandingMsg.newBuilder()
        .setState(state.toString())
        .setSinceEpochSeconds(since.getEpochSecond())
        .setReason(reason)
        .build();
  }

  private static Instant at(long epochSeconds) {
    return Instant.ofEpochSecond(epochSeconds);
  }
}
