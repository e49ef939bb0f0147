package lockstep.images.tree;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Locale;
import lockstep.excludes.RelativePath;

/// Prints how many entries a second a scan of a tree sees, pass by pass: the first ones are the JIT's.
///
///     java -cp ... lockstep.images.tree.ScanSpeed /usr [xattrs]
final class ScanSpeed {
  private static final int PASSES = 12;

  private ScanSpeed() {}

  public static void main(String[] arguments) throws IOException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    boolean xattrs = arguments.length > 1 && arguments[1].equals("xattrs");
    for (int pass = 0; pass < PASSES; pass++) {
      long started = System.nanoTime();
      long cpuStarted = threads.getCurrentThreadCpuTime();
      ScanTotals totals = scan(Path.of(arguments[0]), xattrs);
      double seconds = (System.nanoTime() - started) / 1e9;
      double cpuSeconds = (threads.getCurrentThreadCpuTime() - cpuStarted) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "%d entries in %.3f s: %.0f entries/s, %.0f per second of CPU%n",
          totals.entries(),
          seconds,
          totals.entries() / seconds,
          totals.entries() / cpuSeconds);
    }
  }

  private static ScanTotals scan(Path top, boolean xattrs) throws IOException {
    TreeVisitor visitor =
        new TreeVisitor() {
          @Override
          public void visit(ScannedEntry entry) throws IOException {
            if (xattrs) {
              entry.xattrs();
            }
          }

          @Override
          public void leave(RelativePath directory) {}

          @Override
          public void guarded(RelativePath path, Guard why) {}
        };
    try (Directory root = Directory.open(top)) {
      return new TreeScanner(root, (path, kind) -> Guarding.MANAGED).scan(visitor);
    }
  }
}
