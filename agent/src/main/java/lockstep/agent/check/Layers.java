package lockstep.agent.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import lockstep.agent.root.DirectoryMetadata;
import lockstep.excludes.Bytes;
import lockstep.images.Metadata;
import lockstep.images.Xattr;
import lockstep.images.tree.Directory;
import lockstep.images.tree.PrivateMounts;
import lockstep.images.tree.Stat;

/// Layers in memory: each lies over a directory of the host and takes what is written there.
final class Layers {
  private static final Set<Bytes> ACLS =
      Set.of(Bytes.of("system.posix_acl_access"), Bytes.of("system.posix_acl_default"));

  private final Path memory;
  private int count;

  /// @param memory a folder on a filesystem in memory
  Layers(Path memory) {
    this.memory = memory;
  }

  /// Shows the directory `lower`, without what is mounted below it, at `at`, where it may be written to.
  void cover(Bytes lower, Bytes at) throws IOException {
    Path layer = Files.createDirectory(memory.resolve("layer-" + count++));
    Path upper = Files.createDirectory(layer.resolve("upper"));
    Path work = Files.createDirectory(layer.resolve("work"));
    try (Directory from = Directory.open(lower);
        Directory to = Directory.open(upper)) {
      DirectoryMetadata.apply(to, ofTop(from));
    }
    PrivateMounts.overlay(lower, upper, work, at);
  }

  /// The top of an overlay is as its upper layer's is; of attributes memory keeps those that decide who may do what.
  private static Metadata ofTop(Directory directory) throws IOException {
    Stat stat = directory.stat();
    List<Xattr> kept = directory.xattrs().stream().filter(xattr -> guards(xattr.name())).toList();
    return new Metadata(
        stat.mode(), stat.uid(), stat.gid(), stat.mtimeSeconds(), stat.mtimeNanos(), kept, 0);
  }

  private static boolean guards(Bytes name) {
    return ACLS.contains(name) || name.utf8().startsWith("security.");
  }
}
