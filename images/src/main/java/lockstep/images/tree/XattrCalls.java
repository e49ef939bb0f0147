package lockstep.images.tree;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import lockstep.excludes.Bytes;
import lockstep.images.Xattr;

/// Extended attributes of a name in an open directory, reached through `/proc/self/fd`: the calls that take a
/// descriptor want it open for reading, which a device or FIFO must not be.
final class XattrCalls {
  /// XFS lists an ACL once more under names of its own.
  private static final Set<Bytes> SECOND_NAMES =
      Set.of(Bytes.of("trusted.SGI_ACL_FILE"), Bytes.of("trusted.SGI_ACL_DEFAULT"));

  private XattrCalls() {}

  /// All of them, sorted; none where the filesystem keeps none.
  static List<Xattr> list(Descriptor directory, Bytes name) throws SystemCallException {
    int length = LinuxCalls.listXattrs(directory.number(), name);
    if (length == 0 || length == -SystemCallException.EOPNOTSUPP) {
      return List.of();
    }
    directory.check("llistxattr", name, length);
    List<Xattr> found = new ArrayList<>();
    for (Bytes attribute : split(Scratch.ofThisThread().heapData(length), length)) {
      if (SECOND_NAMES.contains(attribute)) {
        continue;
      }
      int size = LinuxCalls.getXattr(directory.number(), name, attribute);
      if (size == -SystemCallException.ENODATA) {
        continue; // removed between the two calls
      }
      directory.check("lgetxattr " + attribute, name, size);
      byte[] value = Scratch.ofThisThread().heapData(size);
      found.add(new Xattr(attribute, Bytes.copyOf(value, 0, size)));
    }
    Collections.sort(found);
    return found;
  }

  private static List<Bytes> split(byte[] names, int length) {
    List<Bytes> parts = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < length; i++) {
      if (names[i] == 0) {
        parts.add(Bytes.copyOf(names, from, i));
        from = i + 1;
      }
    }
    return parts;
  }

  static void set(Descriptor directory, Bytes name, Xattr attribute) throws SystemCallException {
    directory.check(
        "lsetxattr " + attribute.name(),
        name,
        LinuxCalls.setXattr(directory.number(), name, attribute.name(), attribute.value()));
  }

  static void remove(Descriptor directory, Bytes name, Bytes attribute) throws SystemCallException {
    directory.check(
        "lremovexattr " + attribute,
        name,
        LinuxCalls.removeXattr(directory.number(), name, attribute));
  }
}
