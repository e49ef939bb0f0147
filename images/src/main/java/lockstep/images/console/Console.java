package lockstep.images.console;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import lockstep.images.Problem;
import org.jspecify.annotations.Nullable;

/// One command's voice. Safe for many threads; lines of different threads do not mix.
public final class Console {
  /// How progress and notes appear on standard error.
  public enum Display {
    /// A bar, repainted in place.
    TERMINAL,
    /// A line now and then.
    LINES,
    /// Not at all, for `--json` and `--quiet`. Failures are still shown.
    SILENT,
    /// Notes, and each failure in one line, as logs want it.
    LOG,
    /// Failures only, each in one line.
    FAILURES;

    boolean hasNotes() {
      return this != SILENT && this != FAILURES;
    }

    boolean isLog() {
      return this == LOG || this == FAILURES;
    }
  }

  /// Whether a failure comes with its stack trace.
  public enum Detail {
    BRIEF,
    DEBUG
  }

  private static final String ERASE_LINE = "\r\033[2K";

  private final PrintStream out;
  private final PrintStream err;
  private final Display display;
  private final Detail detail;
  private final InstantSource clock;
  private @Nullable Progress painting;

  public Console(
      PrintStream out, PrintStream err, Display display, Detail detail, InstantSource clock) {
    this.out = out;
    this.err = err;
    this.display = display;
    this.detail = detail;
    this.clock = clock;
  }

  /// What suits this process's standard error: a terminal that can repaint a line, or a log.
  public static Display displayOfThisProcess() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      boolean terminal = target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
      return terminal && !"dumb".equals(System.getenv("TERM")) ? Display.TERMINAL : Display.LINES;
    } catch (IOException e) {
      return Display.LINES; // no /proc here: a log is never wrong
    }
  }

  /// Begins work of `total` units; a total of 0 is not known yet. Close it when the work ends, however it ends.
  public Progress progress(String label, Progress.Measure measure, long total) {
    return new Progress(this, label, measure, total, clock);
  }

  /// A line of the result, to standard output, as it is: whoever prints text from elsewhere makes it [Inert].
  public synchronized void result(String line) {
    eraseBar();
    out.println(line);
    out.flush();
  }

  public void result(List<String> lines) {
    lines.forEach(this::result);
  }

  /// Something worth knowing on the way, to standard error.
  public synchronized void note(String line) {
    if (display.hasNotes()) {
      eraseBar();
      err.println(Inert.text(line));
      err.flush();
    }
  }

  /// Something is wrong, but the work goes on.
  public void warning(Problem problem) {
    tell("warning: ", problem);
  }

  /// The work ended because of `problem`.
  public void failure(Problem problem) {
    tell("error: ", problem);
  }

  /// The work ended because of `thrown`.
  public synchronized void failure(Throwable thrown) {
    failure(Explanation.of(thrown));
    if (detail == Detail.DEBUG) {
      thrown.printStackTrace(err);
      err.flush();
    }
  }

  private synchronized void tell(String severity, Problem problem) {
    eraseBar();
    String where = problem.path().isEmpty() ? "" : " " + problem.path();
    String what = severity + problem.code() + where + ": " + problem.message();
    if (display.isLog()) {
      err.println(Inert.text(problem.next().isEmpty() ? what : what + "; next: " + problem.next()));
      err.flush();
      return;
    }
    err.println(Inert.text(what));
    if (!problem.next().isEmpty()) {
      err.println(Inert.text("  next: " + problem.next()));
    }
    err.flush();
  }

  Display display() {
    return display;
  }

  /// Whether the bar may be drawn with more than ASCII.
  boolean hasLineGlyphs() {
    return err.charset().newEncoder().canEncode(Progress.FULL);
  }

  synchronized void paint(Progress progress, String bar) {
    painting = progress;
    err.print(ERASE_LINE + bar);
    err.flush();
  }

  synchronized void finished(Progress progress, String line) {
    if (painting == progress) {
      eraseBar();
    }
    note(line);
  }

  /// The next advance paints it again.
  private void eraseBar() {
    if (painting != null) {
      painting = null;
      err.print(ERASE_LINE);
    }
  }
}
