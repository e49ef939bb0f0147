package lockstep.excludes;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;

/// Prints what judging costs in CPU time, which other work on the machine does not change: `find / -xdev -printf '%P\0' | java -cp ... lockstep.excludes.JudgeSpeed`.
final class JudgeSpeed {
  /// Few enough paths to stay in the cache, as the one path does that a scan has just made.
  private static final int BLOCK = 200;

  private static final int REPEATS = 10;

  private JudgeSpeed() {}

  public static void main(String[] args) throws IOException {
    List<RelativePath> paths = readPaths();
    ExcludeSet rules = DefaultExcludes.debian().withLocal(DefaultExcludes.agent());
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long managed = 0;
    for (int round = 1; round <= 10; round++) {
      long start = threads.getCurrentThreadCpuTime();
      managed = 0;
      for (int block = 0; block < paths.size(); block += BLOCK) {
        managed += judge(rules, paths.subList(block, Math.min(paths.size(), block + BLOCK)));
      }
      double nanos = (double) (threads.getCurrentThreadCpuTime() - start) / paths.size() / REPEATS;
      System.out.printf("round %2d: %6.1f ns/path%n", round, nanos);
    }
    System.out.printf(
        "%d rules, %d paths, %d managed%n", rules.rules().size(), paths.size(), managed / REPEATS);
  }

  private static long judge(ExcludeSet rules, List<RelativePath> paths) {
    long managed = 0;
    for (int repeat = 0; repeat < REPEATS; repeat++) {
      for (RelativePath path : paths) {
        managed += rules.judge(path, EntryType.OTHER) == Verdict.MANAGED ? 1 : 0;
      }
    }
    return managed;
  }

  private static List<RelativePath> readPaths() throws IOException {
    List<RelativePath> paths = new ArrayList<>();
    ByteArrayOutputStream path = new ByteArrayOutputStream();
    for (byte b : System.in.readAllBytes()) {
      if (b != 0) {
        path.write(b);
      } else {
        paths.add(RelativePath.ofOwned(path.toByteArray()));
        path.reset();
      }
    }
    return paths;
  }
}
