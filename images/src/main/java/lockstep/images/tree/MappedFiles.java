package lockstep.images.tree;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What this process has mapped of files: its libraries, the classes the JVM keeps on disk.
public final class MappedFiles {
  private static final int MADV_PAGEOUT = 21;
  private static final Path MAPS = Path.of("/proc/self/maps");
  private static final int HEXADECIMAL = 16;

  /// Start, end, rights, offset, device, inode: not writable, and with a file behind it.
  private static final Pattern READ_ONLY =
      Pattern.compile("(\\p{XDigit}+)-(\\p{XDigit}+) .-.. \\p{XDigit}+ \\S+ [1-9]\\d* .*");

  private static final MethodHandle MADVISE =
      NativeCall.bind("madvise", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);

  private MappedFiles() {}

  /// Gives the memory back, but for what is written to and what other processes have mapped as well; it is read from the files
  /// again when it is needed. Does nothing where there is no `/proc`, and where the kernel does not know how (before 5.4).
  public static void giveBack() {
    for (String line : maps()) {
      Matcher map = READ_ONLY.matcher(line);
      if (map.matches()) {
        giveBack(
            Long.parseUnsignedLong(map.group(1), HEXADECIMAL),
            Long.parseUnsignedLong(map.group(2), HEXADECIMAL));
      }
    }
  }

  private static List<String> maps() {
    try {
      return Files.readAllLines(MAPS, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return List.of();
    }
  }

  private static void giveBack(long start, long end) {
    // What the kernel says is no concern of ours: it was advice.
    long _ =
        NativeCall.make(
            s -> (int) MADVISE.invokeExact(s.state(), start, end - start, MADV_PAGEOUT));
  }
}
