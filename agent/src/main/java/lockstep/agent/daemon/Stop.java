package lockstep.agent.daemon;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The wish that the daemon end. Safe for many threads.
public final class Stop {
  private boolean asked;
  private boolean nudged;
  private @Nullable Thread exposed;

  /// Ends a wait at once, and work that is exposed to it by an interrupt.
  public synchronized void ask() {
    asked = true;
    notifyAll();
    if (exposed != null) {
      exposed.interrupt();
    }
  }

  /// Ends a wait, or the next one, without a wish that the daemon end.
  public synchronized void nudge() {
    nudged = true;
    notifyAll();
  }

  public synchronized boolean isAsked() {
    return asked;
  }

  /// From here on the calling thread is interrupted when somebody asks, or has asked.
  public synchronized void expose() {
    exposed = Thread.currentThread();
    if (asked) {
      exposed.interrupt();
    }
  }

  /// From here on it is left in peace, also by an interrupt that has just come.
  public synchronized void shield() {
    exposed = null;
    var _ = Thread.interrupted();
  }

  /// Waits, by a clock that nobody sets, until the limit, a [#nudge] or the wish.
  ///
  /// @return whether somebody asked
  synchronized boolean await(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    long left = limit.toNanos();
    while (!asked && !nudged && left > 0) {
      wait(left / 1_000_000, (int) (left % 1_000_000));
      left = end - System.nanoTime();
    }
    nudged = false;
    return asked;
  }
}
