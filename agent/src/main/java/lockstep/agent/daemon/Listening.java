package lockstep.agent.daemon;

import java.io.IOException;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// Listens for a word of the server's to this machine alone, in a thread of its own, between two polls. Whoever is not served
/// hears it at the next poll all the same.
final class Listening implements AutoCloseable {
  /// A server that comes back is not to have its whole fleet at the door at once.
  private static final Duration LEAST_REST = Duration.ofMinutes(1);

  private static final Duration LONGEST_REST = Duration.ofMinutes(5);

  /// A server that waits does so for longer.
  private static final long QUICK_NANOS = 5_000_000_000L;

  private final Job job;
  private final Stop stop;
  private final RandomGenerator random;
  private final Thread thread;
  private volatile boolean heard;

  private Listening(Job job, Stop stop, RandomGenerator random) {
    this.job = job;
    this.stop = stop;
    this.random = random;
    thread = Thread.ofVirtual().name("listening").unstarted(this::listen);
  }

  /// @param stop is nudged when there is news
  static Listening begin(Job job, Stop stop, RandomGenerator random) {
    Listening listening = new Listening(job, stop, random);
    listening.thread.start();
    return listening;
  }

  private void listen() {
    try {
      while (!heard) {
        long began = System.nanoTime();
        try {
          switch (job.listen()) {
            case ORDER -> {
              heard = true;
              stop.nudge();
            }
            case NONE -> {
              if (System.nanoTime() - began < QUICK_NANOS) {
                rest(); // it says nothing without waiting: another machine with this name may
                // listen
              }
            }
            case NOBODY_SPEAKS -> {
              return;
            }
          }
        } catch (IOException e) {
          rest();
        }
      }
    } catch (InterruptedException e) {
      // the wait is over
    }
  }

  private void rest() throws InterruptedException {
    Thread.sleep(
        Duration.ofMillis(random.nextLong(LEAST_REST.toMillis(), LONGEST_REST.toMillis() + 1)));
  }

  /// Whether the server has something to say.
  boolean hasHeard() {
    return heard;
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
