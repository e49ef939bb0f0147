package lockstep.agent.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import lockstep.agent.root.Mount;
import lockstep.agent.root.MountTables;
import lockstep.agent.root.Workspace;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.tree.PathBytes;
import lockstep.images.tree.PrivateMounts;
import lockstep.images.tree.SystemCallException;

/// Shows what is mounted below the live root at the same path of the merged one: files under a layer of memory, so that a
/// command may write its PID file; what only looks like files (`/proc`, `/sys`, `/dev`) or comes from elsewhere, read-only.
final class Submounts {
  /// An automounter would mount for everybody what is only looked at here; a namespace is no place to look into.
  private static final Set<String> LEFT_OUT = Set.of("autofs", "nsfs");

  private final Layers layers;
  private final Set<String> ofFiles;

  Submounts(Layers layers) throws IOException {
    this.layers = layers;
    ofFiles = typesOfFiles();
  }

  /// Those that lie on a disk, as the kernel lists them, and memory.
  private static Set<String> typesOfFiles() throws IOException {
    Set<String> types =
        Files.readAllLines(Path.of("/proc/filesystems")).stream()
            .filter(line -> line.startsWith("\t"))
            .map(String::strip)
            .collect(Collectors.toSet());
    types.add("tmpfs");
    return types;
  }

  void show(Path live, Path merged) throws IOException {
    Bytes top = PathBytes.of(live);
    for (Mount mount : MountTables.ofThisThread()) {
      RelativePath below = mount.below(top);
      if (below != null && !below.startsWith(Workspace.PATH) && !LEFT_OUT.contains(mount.type())) {
        show(mount, Bytes.of(PathBytes.of(merged).utf8() + "/" + below));
      }
    }
  }

  private void show(Mount mount, Bytes at) throws IOException {
    try {
      if (!ofFiles.contains(mount.type()) || !covers(mount, at)) {
        PrivateMounts.bindReadOnly(mount.point(), at, mount.options());
      }
    } catch (SystemCallException e) {
      if (!e.isAbsence()) {
        throw e;
      }
      // Another mount hides it.
    }
  }

  /// Whether that could be done: not for a single file, nor for a filesystem whose names are not plain bytes.
  private boolean covers(Mount mount, Bytes at) throws IOException {
    try {
      layers.cover(mount.point(), at);
      return true;
    } catch (SystemCallException e) {
      return false;
    }
  }
}
