package lockstep.agent.daemon;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Keeps systemd's watchdog quiet while the loop makes progress: whoever makes some calls [#beat], and nobody else does. A loop
/// that hangs falls silent, and systemd starts another. Safe for many threads.
public final class Heartbeat {
  private final Notifier notifier;
  private final Optional<Duration> limit;
  private long last;

  private Heartbeat(Notifier notifier, Optional<Duration> limit) {
    this.notifier = notifier;
    this.limit = limit;
    last = System.nanoTime() - Duration.ofDays(1).toNanos();
  }

  /// @param environment of this process; only what is meant for it counts
  public static Heartbeat of(Notifier notifier, Map<String, String> environment) {
    String micros = environment.getOrDefault("WATCHDOG_USEC", "");
    String pid = environment.getOrDefault("WATCHDOG_PID", "");
    boolean watched =
        micros.matches("[1-9][0-9]{0,14}")
            && (pid.isEmpty() || pid.equals(Long.toString(ProcessHandle.current().pid())));
    return new Heartbeat(
        notifier,
        watched ? Optional.of(Duration.ofNanos(Long.parseLong(micros) * 1000)) : Optional.empty());
  }

  /// There was progress. May be called as often as one likes.
  public synchronized void beat() {
    if (limit.isPresent() && System.nanoTime() - last >= limit.get().toNanos() / 4) {
      last = System.nanoTime();
      notifier.watchdog();
    }
  }

  /// The longest to wait without a beat.
  Duration longestWait() {
    return limit.map(all -> all.dividedBy(2)).orElse(Duration.ofHours(1));
  }
}
