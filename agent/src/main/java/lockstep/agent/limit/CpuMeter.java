package lockstep.agent.limit;

import lockstep.images.tree.ProcessClock;

/// How far ahead of its share of the processors this process is. Safe for many threads.
final class CpuMeter {
  private static final double NANOS_PER_SECOND = 1e9;

  /// So much of what was used before is made up for: the start of a program, not the life of a service.
  private static final double MOST_OWED_NANOS = 2 * NANOS_PER_SECOND;

  private final Bucket bucket;
  private long seen;

  /// @param cores processors that may be kept busy
  CpuMeter(double cores) {
    seen = ProcessClock.cpuNanos();
    double ahead = cores * ProcessClock.aliveNanos() - seen;
    bucket =
        new Bucket(cores * NANOS_PER_SECOND, Math.max(ahead, -MOST_OWED_NANOS), System.nanoTime());
  }

  /// @return nanoseconds until it is within its share, if nobody works meanwhile
  synchronized long look() {
    long now = ProcessClock.cpuNanos();
    long used = now - seen;
    seen = now;
    return bucket.take((double) used, System.nanoTime());
  }
}
