package lockstep.server.gate;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Counts what the gate's clients hold of it at one time. Safe for many threads.
final class Admission {
  /// How a connection is treated as long as it lasts.
  enum Standing {
    WELCOME,
    /// Every request is answered 503.
    BUSY,
    TURNED_AWAY
  }

  private final GateLimits limits;
  private final AtomicInteger connections = new AtomicInteger();
  private final ConcurrentMap<String, Integer> bySource = new ConcurrentHashMap<>();
  private final AtomicLong heldBytes = new AtomicLong();

  Admission(GateLimits limits) {
    this.limits = limits;
  }

  /// Each call is followed by one of [#left], whatever it answered.
  ///
  /// @param source as [lockstep.server.limit.SourceNetwork] names it
  Standing entered(String source) {
    int present = connections.incrementAndGet();
    int ofSource = bySource.merge(source, 1, Integer::sum);
    if (present <= limits.maxConnections() && ofSource <= limits.maxConnectionsOfOneSource()) {
      return Standing.WELCOME;
    }
    // Saying why costs little; but the quarter that hears it is bounded too.
    return present <= withQuarter(limits.maxConnections())
            && ofSource <= withQuarter(limits.maxConnectionsOfOneSource())
        ? Standing.BUSY
        : Standing.TURNED_AWAY;
  }

  private static int withQuarter(int limit) {
    return limit + limit / 4 + 1;
  }

  void left(String source) {
    connections.decrementAndGet();
    bySource.computeIfPresent(source, (_, present) -> present == 1 ? null : present - 1);
  }

  /// Whether `bytes` more of request bodies may be kept in memory. If so, they are given back with [#release].
  boolean hold(int bytes) {
    if (heldBytes.addAndGet(bytes) <= limits.maxHeldBodyBytes()) {
      return true;
    }
    heldBytes.addAndGet(-bytes);
    return false;
  }

  void release(int bytes) {
    heldBytes.addAndGet(-bytes);
  }
}
