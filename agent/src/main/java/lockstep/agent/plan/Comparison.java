package lockstep.agent.plan;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import lockstep.images.Entry;
import lockstep.images.Metadata;
import lockstep.images.Xattr;
import lockstep.images.tree.Kind;
import lockstep.images.tree.Stat;

/// Compares an inode of the root with an entry of the image, but for content and links, which need more than a look.
final class Comparison {
  private Comparison() {}

  static Kind kindOf(Entry entry) {
    return switch (entry) {
      case Entry.Directory _ -> Kind.DIRECTORY;
      case Entry.File _, Entry.HardLink _ -> Kind.FILE;
      case Entry.Symlink _ -> Kind.SYMLINK;
      case Entry.Device device ->
          device.kind() == Entry.DeviceKind.BLOCK ? Kind.BLOCK_DEVICE : Kind.CHARACTER_DEVICE;
      case Entry.Fifo _ -> Kind.FIFO;
    };
  }

  /// A symlink has no mode of its own.
  static Set<Aspect> metadata(Metadata wanted, Stat stat, List<Xattr> xattrs) {
    EnumSet<Aspect> aspects = EnumSet.noneOf(Aspect.class);
    if (wanted.mode() != stat.mode() && stat.kind() != Kind.SYMLINK) {
      aspects.add(Aspect.MODE);
    }
    if (wanted.uid() != stat.uid() || wanted.gid() != stat.gid()) {
      aspects.add(Aspect.OWNER);
    }
    if (wanted.mtimeSeconds() != stat.mtimeSeconds() || wanted.mtimeNanos() != stat.mtimeNanos()) {
      aspects.add(Aspect.MTIME);
    }
    if (!wanted.xattrs().equals(xattrs)) {
      aspects.add(Aspect.XATTRS);
    }
    if (wanted.flags() != stat.flags()) {
      aspects.add(Aspect.FLAGS);
    }
    return aspects;
  }

  static Metadata metadataOf(Stat stat, List<Xattr> xattrs) {
    return new Metadata(
        stat.mode(),
        stat.uid(),
        stat.gid(),
        stat.mtimeSeconds(),
        stat.mtimeNanos(),
        xattrs,
        stat.flags());
  }
}
