package lockstep.server.gate;

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
  private final AtomicLong heldBytes = new AtomicLong();

  Admission(GateLimits limits) {
    this.limits = limits;
  }

  /// Each call is followed by one of [#left], whatever it answered.
  Standing entered() {
    int present = connections.incrementAndGet();
    if (present <= limits.maxConnections()) {
      return Standing.WELCOME;
    }
    // Saying why costs little; but the quarter that hears it is bounded too.
    return present <= limits.maxConnections() + limits.maxConnections() / 4 + 1
        ? Standing.BUSY
        : Standing.TURNED_AWAY;
  }

  void left() {
    connections.decrementAndGet();
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
