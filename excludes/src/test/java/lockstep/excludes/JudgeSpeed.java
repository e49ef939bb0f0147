package lockstep.excludes;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Prints what judging costs: `find / -xdev -printf '%P\0' | java -cp ... lockstep.excludes.JudgeSpeed`.
final class JudgeSpeed {
  private JudgeSpeed() {}

  public static void main(String[] args) throws IOException {
    List<RelativePath> paths = readPaths();
    ExcludeSet rules = DefaultExcludes.debian().withLocal(DefaultExcludes.agent());
    int managed = 0;
    for (int round = 1; round <= 20; round++) {
      long start = System.nanoTime();
      managed = 0;
      for (RelativePath path : paths) {
        managed += rules.judge(path, EntryType.OTHER) == Verdict.MANAGED ? 1 : 0;
      }
      double nanos = (double) (System.nanoTime() - start) / paths.size();
      System.out.printf("round %2d: %6.1f ns/path%n", round, nanos);
    }
    System.out.printf(
        "%d rules, %d paths, %d managed%n", rules.rules().size(), paths.size(), managed);
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
