package lockstep.server.rollout;

import java.time.Duration;
import lockstep.proto.ReportMsg;

/// How long a machine may be silent.
final class Patience {
  /// It may miss this many of the polls it announced.
  private static final int MISSED_POLLS = 3;

  /// Never silent before, however short its interval: a converge may take that long.
  private static final Duration LEAST = Duration.ofMinutes(10);

  /// What is run by hand or by cron announces nothing.
  private static final Duration UNSCHEDULED = Duration.ofHours(25);

  private Patience() {}

  static Duration with(ReportMsg report) {
    long seconds = Integer.toUnsignedLong(report.getNextPollSeconds());
    if (seconds == 0) {
      return UNSCHEDULED;
    }
    Duration missed = Duration.ofSeconds(MISSED_POLLS * seconds);
    return missed.compareTo(LEAST) < 0 ? LEAST : missed;
  }
}
