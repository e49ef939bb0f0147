package lockstep.agent.daemon;

import java.time.Duration;

/// The moment in a long wait, once, at which it has settled: what the poll left behind is done, and nobody will come for a while.
final class Respite {
  static final Duration LONG = Duration.ofMinutes(5);
  static final Duration SETTLED = Duration.ofMinutes(1);

  private final Duration whole;
  private boolean isOver;

  /// @param whole the wait
  Respite(Duration whole) {
    this.whole = whole;
    isOver = whole.compareTo(LONG) < 0;
  }

  /// Until then, or until the end of the wait.
  ///
  /// @param left of the wait
  Duration in(Duration left) {
    Duration waited = whole.minus(left);
    return isOver || waited.compareTo(SETTLED) >= 0 ? left : SETTLED.minus(waited);
  }

  /// Whether it is now.
  boolean comes(Duration left) {
    boolean now = !isOver && whole.minus(left).compareTo(SETTLED) >= 0;
    isOver |= now;
    return now;
  }
}
