package lockstep.server.limit;

import java.time.Instant;
import java.time.InstantSource;

/// Time that passes but is no date: it does not jump when somebody sets the machine's clock, forward to end a lock-out or
/// back to prolong it.
public final class SteadyClock implements InstantSource {
  private final long start = System.nanoTime();

  @Override
  public Instant instant() {
    return Instant.EPOCH.plusNanos(System.nanoTime() - start);
  }
}
