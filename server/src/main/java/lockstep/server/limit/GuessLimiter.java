package lockstep.server.limit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Counts wrong guesses and makes whoever made too many wait, twice as long each time. Safe for many threads.
///
/// Guesses that are being looked at count as well, so many at once are no more guesses than one after the other. A right
/// one takes nothing back of the wrong ones before it: an attacker may well have one good secret.
public final class GuessLimiter {
  /// How much is allowed.
  ///
  /// @param guesses so many wrong ones within `window` lock out
  /// @param firstWait for the first lock-out; each further one doubles it, up to `longestWait`. As long as `longestWait`
  ///     without a lock-out, and all is forgotten
  /// @param keys how many are remembered; the one not heard of for longest makes room
  public record Limits(
      int guesses, Duration window, Duration firstWait, Duration longestWait, int keys) {
    public Limits {
      if (guesses < 1 || keys < 1) {
        throw new IllegalArgumentException("at least one guess, of at least one key");
      }
    }
  }

  /// What [#ask] answers.
  public sealed interface Answer {}

  /// Not now.
  ///
  /// @param time until it is worth asking again
  public record Wait(Duration time) implements Answer {}

  /// Go ahead. Close it when it is over, however it ended; one that was not [#wrong] by then costs nothing.
  public final class Guess implements Answer, AutoCloseable {
    private final Count count;
    private boolean isOpen = true;

    private Guess(Count count) {
      this.count = count;
    }

    /// @return how long the key is locked out, when this guess did it
    public Optional<Duration> wrong() {
      synchronized (counts) {
        close();
        return count.add(limits, clock.instant());
      }
    }

    @Override
    public void close() {
      synchronized (counts) {
        count.pending -= isOpen ? 1 : 0;
        isOpen = false;
      }
    }
  }

  /// Of one key. The lock of [#counts] guards it.
  private static final class Count {
    int wrong;
    int pending;
    int lockOuts;
    Instant since = Instant.MIN;
    Instant lockedUntil = Instant.MIN;

    /// Forgets what is over.
    void age(Limits limits, Instant now) {
      if (!now.isBefore(since.plus(limits.window))) {
        wrong = 0;
      }
      if (lockOuts > 0 && !now.isBefore(lockedUntil.plus(limits.longestWait))) {
        lockOuts = 0;
      }
    }

    Optional<Duration> add(Limits limits, Instant now) {
      age(limits, now);
      if (wrong == 0) {
        since = now;
      }
      wrong++;
      if (wrong < limits.guesses) {
        return Optional.empty();
      }
      wrong = 0;
      Duration wait = limits.firstWait;
      for (int i = 0; i < lockOuts && wait.compareTo(limits.longestWait) < 0; i++) {
        wait = wait.multipliedBy(2);
      }
      wait = wait.compareTo(limits.longestWait) < 0 ? wait : limits.longestWait;
      lockOuts++;
      lockedUntil = now.plus(wait);
      return Optional.of(wait);
    }
  }

  private static final Duration A_MOMENT = Duration.ofSeconds(1);

  private final Limits limits;
  private final InstantSource clock;

  /// Least recently heard of first.
  private final Map<String, Count> counts = new LinkedHashMap<>(16, 0.75f, true);

  /// @param clock one that does not jump, where there is one
  public GuessLimiter(Limits limits, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
  }

  /// Whether the key may guess once more. Asking costs it nothing.
  public Answer ask(String key) {
    return ask(key, limits.guesses);
  }

  /// The same where many who share a key, and are right, come at once: what is being looked at does not count. So there may
  /// be as many wrong guesses more as are looked at at one time.
  public Answer askAmongMany(String key) {
    return ask(key, Integer.MAX_VALUE);
  }

  private Answer ask(String key, int atOnce) {
    synchronized (counts) {
      Instant now = clock.instant();
      Count count = counts.computeIfAbsent(key, _ -> new Count());
      forgetTheLongestSilent();
      count.age(limits, now);
      if (now.isBefore(count.lockedUntil)) {
        return new Wait(Duration.between(now, count.lockedUntil));
      }
      if (count.wrong + count.pending >= atOnce) {
        return new Wait(A_MOMENT);
      }
      count.pending++;
      return new Guess(count);
    }
  }

  private void forgetTheLongestSilent() {
    Iterator<Count> all = counts.values().iterator();
    while (counts.size() > limits.keys) {
      all.next();
      all.remove();
    }
  }

  int size() {
    synchronized (counts) {
      return counts.size();
    }
  }
}
