package lockstep.agent.converge;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import lockstep.agent.plan.Aspect;
import lockstep.excludes.Bytes;
import lockstep.images.ContentHash;
import lockstep.images.Entry;
import lockstep.images.Metadata;
import lockstep.images.Xattr;
import lockstep.images.tree.Directory;
import lockstep.images.tree.FileHandle;
import lockstep.images.tree.Kind;
import lockstep.images.tree.Stat;

/// Says what the image has at a path and what the root has there now.
final class Contrast {
  /// A longer file is not read only to say what it holds.
  private static final long MAX_HASHED_BYTES = 64L * 1024 * 1024;

  private static final int MAX_VALUE_BYTES = 40;

  private final Entry.Inode wanted;
  private final Directory parent;
  private final Bytes name;
  private final Stat stat;
  private final List<String> lines = new ArrayList<>();

  private Contrast(Entry.Inode wanted, Directory parent, Bytes name, Stat stat) {
    this.wanted = wanted;
    this.parent = parent;
    this.name = name;
    this.stat = stat;
  }

  /// @param stat of what `name` is in `parent` now
  static String of(Entry.Inode wanted, Directory parent, Bytes name, Stat stat, Set<Aspect> aspects)
      throws IOException {
    Contrast contrast = new Contrast(wanted, parent, name, stat);
    for (Aspect aspect : new TreeSet<>(aspects)) {
      contrast.add(aspect);
    }
    return String.join("; ", contrast.lines);
  }

  private void add(Aspect aspect) throws IOException {
    Metadata metadata = wanted.metadata();
    switch (aspect) {
      case KIND -> line(describe(wanted), describe(stat));
      case CONTENT -> content();
      case TARGET -> target();
      case DEVICE -> device();
      case LINKS -> line("the names of the image for one inode", "other ones");
      case OWNER ->
          line("owner " + owner(metadata.uid(), metadata.gid()), owner(stat.uid(), stat.gid()));
      case MODE -> line("mode " + mode(metadata.mode()), mode(stat.mode()));
      case XATTRS -> xattrs(metadata.xattrs(), readXattrs());
      case FLAGS -> line("flags " + flags(metadata.flags()), flags(stat.flags()));
      case MTIME ->
          line(
              "mtime " + time(metadata.mtimeSeconds(), metadata.mtimeNanos()),
              time(stat.mtimeSeconds(), stat.mtimeNanos()));
    }
  }

  private void line(String expected, String found) {
    lines.add("expected " + expected + ", found " + found);
  }

  static String describe(Entry.Inode entry) {
    return switch (entry) {
      case Entry.Directory _ -> "a directory";
      case Entry.File file -> "a file of %d bytes".formatted(file.content().size());
      case Entry.Symlink symlink -> "a symlink to " + symlink.target();
      case Entry.Device device -> "a device " + device.major() + ":" + device.minor();
      case Entry.Fifo _ -> "a FIFO";
    };
  }

  static String describe(Stat stat) {
    return switch (stat.kind()) {
      case DIRECTORY -> "a directory";
      case FILE -> "a file of %d bytes".formatted(stat.size());
      case SYMLINK -> "a symlink";
      case CHARACTER_DEVICE, BLOCK_DEVICE ->
          "a device " + stat.deviceMajor() + ":" + stat.deviceMinor();
      case FIFO -> "a FIFO";
      case SOCKET -> "a socket";
      case UNKNOWN -> "something unknown";
    };
  }

  private void content() throws IOException {
    if (!(wanted instanceof Entry.File file) || stat.kind() != Kind.FILE) {
      line(describe(wanted), describe(stat));
    } else if (stat.size() != file.content().size() || stat.size() > MAX_HASHED_BYTES) {
      line(describe(wanted), "one of %d bytes".formatted(stat.size()));
    } else {
      line("content with SHA-256 " + file.content().hash(), hash().toString());
    }
  }

  private ContentHash hash() throws IOException {
    try (FileHandle file = parent.openRead(name)) {
      return file.hash();
    }
  }

  private void target() throws IOException {
    if (wanted instanceof Entry.Symlink symlink && stat.kind() == Kind.SYMLINK) {
      line("target " + symlink.target(), parent.readSymlink(name).toString());
    } else {
      line(describe(wanted), describe(stat));
    }
  }

  private void device() {
    line(describe(wanted), describe(stat));
  }

  private List<Xattr> readXattrs() throws IOException {
    return name.length() == 0 ? parent.xattrs() : parent.xattrs(name);
  }

  private void xattrs(List<Xattr> expected, List<Xattr> found) {
    List<Xattr> missing = new ArrayList<>(expected);
    missing.removeAll(found);
    List<Xattr> extra = new ArrayList<>(found);
    extra.removeAll(expected);
    line("xattrs " + list(missing), list(extra));
  }

  private static String list(List<Xattr> xattrs) {
    if (xattrs.isEmpty()) {
      return "none";
    }
    return String.join(
        ", ",
        xattrs.stream()
            .map(xattr -> {
              byte[] value = xattr.value().toArray();
              int shown = Math.min(value.length, MAX_VALUE_BYTES);
              return xattr.name()
                  + "="
                  + Bytes.copyOf(value, 0, shown)
                  + (shown < value.length ? "..." : "");
            })
            .toList());
  }

  private static String owner(int uid, int gid) {
    return Integer.toUnsignedString(uid) + ":" + Integer.toUnsignedString(gid);
  }

  private static String mode(int mode) {
    return "%04o".formatted(mode);
  }

  private static String flags(int flags) {
    return switch (flags) {
      case 0 -> "none";
      case Metadata.IMMUTABLE -> "immutable";
      case Metadata.APPEND_ONLY -> "append-only";
      default -> "immutable and append-only";
    };
  }

  private static String time(long seconds, int nanos) {
    return Instant.ofEpochSecond(seconds, nanos).toString();
  }
}
