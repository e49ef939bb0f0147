package lockstep.server.fleet;

import java.time.Duration;

/// How much is kept of what each machine reported. The newest line of a machine always is.
///
/// @param lines of one machine at most: reports in a row that say the same are one
/// @param time since they were last said
public record HistoryLimits(int lines, Duration time) {
  public static final HistoryLimits DEFAULT = new HistoryLimits(500, Duration.ofDays(90));

  public HistoryLimits {
    if (lines < 1 || time.isNegative()) {
      throw new IllegalArgumentException("a history has at least one line");
    }
  }
}
