package lockstep.images.console;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/// How far some work is, how fast it goes and when it will be done.
///
/// [#advance] may be called by many threads, and often: all but a few calls a second only add. A bar is repainted by
/// whoever advances it, so work that stands still leaves the last picture.
public final class Progress implements AutoCloseable {
  /// What is counted.
  public enum Measure {
    BYTES,
    ITEMS
  }

  static final char FULL = '━';

  private static final int BAR_CHARACTERS = 24;
  private static final long REPAINT_MILLIS = 100;
  private static final long LINE_MILLIS = 10_000;
  private static final double RATE_WINDOW_MILLIS = 3_000;

  private final Console console;
  private final String label;
  private final Measure measure;
  private final InstantSource clock;
  private final long startedMillis;
  private final long intervalMillis;
  private final AtomicLong done = new AtomicLong();
  private final ReentrantLock painting = new ReentrantLock();

  private volatile long total;
  private volatile long nextMillis;
  private long paintedMillis;
  private long paintedDone;
  private double unitsPerMilli;
  private boolean closed;

  Progress(Console console, String label, Measure measure, long total, InstantSource clock) {
    this.console = console;
    this.label = label;
    this.measure = measure;
    this.total = total;
    this.clock = clock;
    this.startedMillis = clock.millis();
    this.intervalMillis =
        console.display() == Console.Display.TERMINAL ? REPAINT_MILLIS : LINE_MILLIS;
    this.paintedMillis = startedMillis;
    this.nextMillis = startedMillis + intervalMillis;
  }

  /// `units` more are done.
  public void advance(long units) {
    done.addAndGet(units);
    if (!console.display().hasNotes()) {
      return;
    }
    long now = clock.millis();
    if (now >= nextMillis && painting.tryLock()) {
      try {
        paint(now);
      } finally {
        painting.unlock();
      }
    }
  }

  /// Now it is known how much there is to do.
  public void total(long units) {
    total = units;
  }

  /// Removes the bar and leaves one line that says how much was done and how long it took.
  @Override
  public void close() {
    painting.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      Duration took = Duration.ofMillis(clock.millis() - startedMillis);
      console.finished(
          this, "%s: %s in %s".formatted(label, amount(done.get()), Figures.duration(took)));
    } finally {
      painting.unlock();
    }
  }

  private void paint(long now) {
    if (closed || now < nextMillis) {
      return; // another thread was faster
    }
    long units = done.get();
    measureRate(now, units);
    nextMillis = now + intervalMillis;
    if (console.display() == Console.Display.TERMINAL) {
      console.paint(this, "%s %s%s".formatted(label, bar(units), figures(units)));
    } else {
      console.note(label + ":" + figures(units));
    }
  }

  /// A moving average, so that the remaining time neither jumps nor remembers a slow start for ever.
  private void measureRate(long now, long units) {
    double elapsed = now - paintedMillis;
    double latest = (units - paintedDone) / elapsed;
    double weight = unitsPerMilli == 0 ? 1 : 1 - Math.exp(-elapsed / RATE_WINDOW_MILLIS);
    unitsPerMilli += weight * (latest - unitsPerMilli);
    paintedMillis = now;
    paintedDone = units;
  }

  private String bar(long units) {
    if (total <= 0) {
      return "";
    }
    int full = (int) (BAR_CHARACTERS * fraction(units));
    return console.hasLineGlyphs()
        ? String.valueOf(FULL).repeat(full) + "┄".repeat(BAR_CHARACTERS - full)
        : "[" + "#".repeat(full) + ".".repeat(BAR_CHARACTERS - full) + "]";
  }

  private String figures(long units) {
    String rate = "  " + amount(Math.round(unitsPerMilli * 1000)) + "/s";
    if (total <= 0) {
      return " " + amount(units) + rate;
    }
    String share = " %3d%%  ".formatted((int) (100 * fraction(units)));
    return share + amount(units) + " of " + amount(total) + rate + remaining(units);
  }

  private String remaining(long units) {
    if (unitsPerMilli <= 0 || units >= total) {
      return "";
    }
    Duration left = Duration.ofMillis(Math.round((total - units) / unitsPerMilli));
    return "  " + Figures.duration(left) + " left";
  }

  private double fraction(long units) {
    return Math.min(1, (double) units / total);
  }

  private String amount(long units) {
    return measure == Measure.BYTES ? Figures.bytes(units) : Figures.count(units);
  }
}
