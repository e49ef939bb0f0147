package lockstep.agent.source;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// The tries of one call: counts them, waits between them (exponential, full jitter), and gives up.
final class Attempts {
  private final URI address;
  private final Patience patience;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Instant start;
  private int failedInARow;
  private int failed;

  Attempts(URI address, Patience patience, InstantSource clock, RandomGenerator random) {
    this.address = address;
    this.patience = patience;
    this.clock = clock;
    this.random = random;
    this.start = clock.instant();
  }

  /// The try brought something, whether or not it failed afterwards.
  void progressed() {
    failedInARow = 0;
  }

  /// Waits until it is time for the next try.
  ///
  /// @throws lockstep.images.ProblemException when there is none left
  void failed(PassingFailure failure) throws IOException {
    failed++;
    failedInARow++;
    if (failedInARow >= patience.attempts() || asksForMore(failure)) {
      long seconds = Duration.between(start, clock.instant()).toSeconds();
      String tries = failed == 1 ? "1 try" : failed + " tries in " + seconds + " s";
      throw Failures.gaveUp(address.toString(), failure, tries);
    }
    try {
      TimeUnit.NANOSECONDS.sleep(wait(failure).toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted before trying " + address + " again");
    }
  }

  /// Whoever is told to come in some minutes does so, rather than every half minute until then.
  private boolean asksForMore(PassingFailure failure) {
    Duration asked = failure.retryAfter();
    return asked != null && asked.compareTo(patience.longestBackOff()) > 0;
  }

  /// Full jitter spreads a fleet that lost its server at one instant; what a server asks for is a lower bound.
  Duration wait(PassingFailure failure) {
    Duration longest = patience.longestBackOff();
    int doublings = Math.min(failedInARow - 1, 30);
    Duration exponential = min(patience.firstBackOff().multipliedBy(1L << doublings), longest);
    Duration jittered = Duration.ofNanos(random.nextLong(exponential.toNanos() + 1));
    Duration asked = failure.retryAfter();
    return asked == null ? jittered : asked.plus(jittered);
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
