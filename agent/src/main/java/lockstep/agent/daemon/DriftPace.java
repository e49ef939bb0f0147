package lockstep.agent.daemon;

import java.time.Duration;

/// How soon after one round that a change on this machine caused the next may begin: soon for a few that follow each other, then
/// ever later, until the schedule is as good; soon again after a quiet time. Waits for nothing, knows no clock. Not for several
/// threads.
final class DriftPace {
  /// From the last change to the round: what is changed together is mended together, and not while somebody is at it.
  static final Duration SETTLING = Duration.ofSeconds(1);

  /// From the first change to the round, at most: the schedule does not wait for quiet either.
  static final Duration LONGEST_SETTLING = Duration.ofSeconds(10);

  static final Duration LEAST = Duration.ofSeconds(1);

  /// So many may follow each other before they are held apart.
  static final int AT_ONCE = 10;

  /// A round within so many gaps after the last one follows it; the longest wait for quiet is not counted.
  private static final int FOLLOWS = 8;

  private Duration gap = LEAST;
  private long ended;
  private int inARow;

  /// From `now` until a round may begin for changes of which the first was noticed at `noticed` and the last came at `last`.
  Duration until(long noticed, long last, long now) {
    long wait =
        Math.min(last + SETTLING.toNanos() - now, noticed + LONGEST_SETTLING.toNanos() - now);
    if (inARow > 0) {
      wait = Math.max(wait, ended + gap.toNanos() - now);
    }
    return Duration.ofNanos(Math.max(0, wait));
  }

  /// A round begins for a change.
  ///
  /// @param most what the gap grows to
  void begins(long now, Duration most) {
    boolean follows =
        inARow > 0 && now - ended < gap.multipliedBy(FOLLOWS).plus(LONGEST_SETTLING).toNanos();
    inARow = follows ? Math.min(inARow + 1, AT_ONCE + 1) : 1;
    if (inARow == 1) {
      gap = LEAST;
    } else if (inARow > AT_ONCE) {
      Duration doubled = gap.multipliedBy(2);
      Duration bound = most.compareTo(LEAST) > 0 ? most : LEAST;
      gap = doubled.compareTo(bound) < 0 ? doubled : bound;
    }
  }

  /// The round that began last is over.
  void ends(long now) {
    ended = now;
  }
}
