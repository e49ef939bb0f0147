package lockstep.agent.root;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.tree.PathBytes;

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
    Bytes top = PathBytes.of(root.toRealPath());
    Set<RelativePath> found = new TreeSet<>();
    Set<String> namespaces = new HashSet<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(processes, "[0-9]*")) {
      for (Path process : all) {
        try {
          if (namespaces.add(Files.readSymbolicLink(process.resolve("ns/mnt")).toString())) {
            table(process).stream()
                .map(mount -> mount.below(top))
                .filter(Objects::nonNull)
                .forEach(found::add);
          }
        } catch (IOException e) {
          // It ended, or is a kernel thread.
        }
      }
    }
    if (isOnOverlay(table(processes.resolve("self")), top)) {
      found.add(RelativePath.ROOT);
    }
    return new ArrayList<>(found);
  }

  /// What is mounted in the eyes of the calling thread, in the order in which it was.
  public static List<Mount> ofThisThread() throws IOException {
    return table(Path.of("/proc/thread-self"));
  }

  private static List<Mount> table(Path process) throws IOException {
    return Mount.table(Files.readAllBytes(process.resolve("mountinfo")));
  }

  /// The last of the longest mount points on the way to `top` is what it lies on.
  private static boolean isOnOverlay(List<Mount> table, Bytes top) {
    int longest = -1;
    boolean overlay = false;
    for (Mount mount : table) {
      if (mount.holds(top) && mount.point().length() >= longest) {
        longest = mount.point().length();
        overlay = mount.type().equals("overlay");
      }
    }
    return overlay;
  }
}
