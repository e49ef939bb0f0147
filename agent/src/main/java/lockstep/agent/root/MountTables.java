package lockstep.agent.root;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import lockstep.excludes.RelativePath;

/// Where something is mounted, in the eyes of any process: a service with a mount namespace of its own would go on with a
/// directory that was renamed away under its mount.
public final class MountTables {
  private final Path processes;

  MountTables(Path processes) {
    this.processes = processes;
  }

  public static MountTables ofThisMachine() {
    return new MountTables(Path.of("/proc"));
  }

  /// Every mount point below `root`, relative to it, and `root` itself where it lies on an overlay, whose lower directories
  /// cannot be renamed. Each process tells paths as it sees them, so a container may seem to have a mount here that is
  /// elsewhere: then there is one path too many, never one too few.
  public List<RelativePath> below(Path root) throws IOException {
    byte[] top = root.toRealPath().toString().getBytes(StandardCharsets.UTF_8);
    Set<RelativePath> found = new TreeSet<>();
    Set<String> namespaces = new HashSet<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(processes, "[0-9]*")) {
      for (Path process : all) {
        try {
          if (namespaces.add(Files.readSymbolicLink(process.resolve("ns/mnt")).toString())) {
            collect(Files.readAllBytes(process.resolve("mountinfo")), top, found);
          }
        } catch (IOException e) {
          // It ended, or is a kernel thread.
        }
      }
    }
    if (isOnOverlay(Files.readAllBytes(processes.resolve("self/mountinfo")), top)) {
      found.add(RelativePath.ROOT);
    }
    return new ArrayList<>(found);
  }

  private static void collect(byte[] table, byte[] top, Set<RelativePath> found) {
    for (byte[] line : lines(table)) {
      byte[] point = mountPoint(line);
      if (isBelow(point, top)) {
        int start = top.length == 1 ? 1 : top.length + 1;
        found.add(RelativePath.ofOwned(Arrays.copyOfRange(point, start, point.length)));
      }
    }
  }

  /// The last of the longest mount points on the way to `top` is what it lies on.
  private static boolean isOnOverlay(byte[] table, byte[] top) {
    int longest = -1;
    boolean overlay = false;
    for (byte[] line : lines(table)) {
      byte[] point = mountPoint(line);
      boolean holds = Arrays.equals(point, top) || isBelow(top, point);
      if (holds && point.length >= longest) {
        longest = point.length;
        overlay = text(line).contains(" - overlay ");
      }
    }
    return overlay;
  }

  private static boolean isBelow(byte[] path, byte[] top) {
    if (top.length == 1) {
      return path.length > 1;
    }
    return path.length > top.length
        && path[top.length] == '/'
        && Arrays.equals(path, 0, top.length, top, 0, top.length);
  }

  private static List<byte[]> lines(byte[] table) {
    List<byte[]> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < table.length; i++) {
      if (table[i] == '\n') {
        lines.add(Arrays.copyOfRange(table, start, i));
        start = i + 1;
      }
    }
    return lines;
  }

  private static String text(byte[] line) {
    return new String(line, StandardCharsets.ISO_8859_1);
  }

  /// The fifth word, in which the kernel writes blanks and backslashes as octal numbers.
  private static byte[] mountPoint(byte[] line) {
    String word = text(line).split(" ", 6)[4];
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < word.length(); i++) {
      if (word.charAt(i) == '\\') {
        bytes.write(Integer.parseInt(word.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        bytes.write(word.charAt(i));
      }
    }
    return bytes.toByteArray();
  }
}
