package lockstep.server.rollout;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Notices when somebody sets the clock, or the machine slept. For one thread.
final class ClockWatch {
  /// What a clock that is only kept in step may differ between two looks.
  private static final Duration TOLERANCE = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final InstantSource steady;
  private Instant lastClock;
  private Instant lastSteady;

  ClockWatch(InstantSource clock, InstantSource steady) {
    this.clock = clock;
    this.steady = steady;
    this.lastClock = clock.instant();
    this.lastSteady = steady.instant();
  }

  /// By how much it jumped since the last look, backwards if negative; empty when it did not.
  Optional<Duration> jump() {
    Instant nowClock = clock.instant();
    Instant nowSteady = steady.instant();
    Duration jump =
        Duration.between(lastClock, nowClock).minus(Duration.between(lastSteady, nowSteady));
    lastClock = nowClock;
    lastSteady = nowSteady;
    return jump.abs().compareTo(TOLERANCE) > 0 ? Optional.of(jump) : Optional.empty();
  }
}
