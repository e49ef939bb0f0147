package lockstep.server.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import lockstep.proto.IdentityMsg;
import lockstep.proto.MachineMsg;
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
    MachineState state = Outlook.of(machine).state(now);
    return switch (state) {
      case REVOKED ->
          new Standing(
              state,
              at(identity.getRevokedEpochSeconds()),
              "by %s: %s".formatted(identity.getRevokedBy(), identity.getRevokedReason()));
      case CLONED ->
          new Standing(
              state,
              at(identity.getRepeatedEpochSeconds()),
              "a counter came twice: it was copied, or went back in time");
      case NEW -> new Standing(state, at(identity.getEnrolledEpochSeconds()), "");
      case SILENT -> silent(machine);
      case FLAPPING -> flapping(machine, now);
      case STUCK ->
          reported(
              state,
              machine,
              "%d times: %s"
                  .formatted(machine.getLatest().getTimes(), trouble(machine.getLastReport())));
      case FAILED, UNDONE, WAITING -> reported(state, machine, trouble(machine.getLastReport()));
      case DIFFERS ->
          reported(state, machine, machine.getLastReport().getDifferences() + " paths differ");
      case RIGHT -> reported(state, machine, "");
    };
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

  private static Standing silent(MachineMsg machine) {
    Instant seen = at(machine.getLastSeenEpochSeconds());
    return new Standing(
        MachineState.SILENT,
        seen,
        "it should have been heard from by " + seen.plus(patience(machine.getLastReport())));
  }

  private static Standing flapping(MachineMsg machine, Instant now) {
    long from = now.minus(FLAPPING_WITHIN).getEpochSecond();
    List<Long> fights =
        machine.getFightsEpochSecondsList().stream().filter(time -> time >= from).sorted().toList();
    return new Standing(
        MachineState.FLAPPING,
        at(fights.getFirst()),
        "brought to the same image %d times within a day".formatted(fights.size()));
  }

  private static Standing reported(MachineState state, MachineMsg machine, String reason) {
    return new Standing(state, at(machine.getLatest().getFirstEpochSeconds()), reason);
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
