package lockstep.agent.limit;

/// An average that is kept: so much per second, and after a pause no more at once than belongs to a twentieth of one. Safe for
/// many threads. Knows no clock but the time it is told.
final class Bucket {
  /// The share of a second whose worth may be taken at once.
  static final double BURST_SECONDS = 0.05;

  private static final double NANOS_PER_SECOND = 1e9;

  private final double perNano;
  private final double burst;
  private double level;
  private long at;

  /// @param level what may be taken at once now; negative: what is owed
  /// @param nowNanos of a clock that only goes forward
  Bucket(double perSecond, double level, long nowNanos) {
    perNano = perSecond / NANOS_PER_SECOND;
    burst = perSecond * BURST_SECONDS;
    this.level = Math.min(burst, level);
    at = nowNanos;
  }

  /// Takes `amount`, whether or not it is there.
  ///
  /// @return nanoseconds until nothing is owed any more, 0 when nothing is
  synchronized long take(double amount, long nowNanos) {
    long passed = Math.max(0, nowNanos - at); // threads do not come in the order of their clocks
    at += passed;
    level = Math.min(burst, level + passed * perNano) - amount;
    return level >= 0 ? 0 : (long) Math.ceil(-level / perNano);
  }
}
