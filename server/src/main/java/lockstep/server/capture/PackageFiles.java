package lockstep.server.capture;

import java.util.function.Consumer;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;

/// What dpkg's packages shipped, by the lists it keeps of each: `HASH  PATH` a line. Those files bear the times that their
/// package gave them when it was made, where dpkg's own files bear the time of the installation.
final class PackageFiles {
  static final RelativePath LISTS = RelativePath.of("var/lib/dpkg/info");

  private static final Bytes SUFFIX = Bytes.of(".md5sums");
  private static final int HASH_BYTES = 32;

  private PackageFiles() {}

  static boolean isList(RelativePath path) {
    return !path.isRoot() && path.parent().equals(LISTS) && isList(path.name());
  }

  static boolean isList(Bytes name) {
    int start = name.length() - SUFFIX.length();
    return start > 0 && Bytes.copyOf(name.toArray(), start, name.length()).equals(SUFFIX);
  }

  /// Lines that are none, and names that are escaped, are passed over.
  static void forEach(Bytes list, Consumer<RelativePath> consumer) {
    byte[] bytes = list.toArray();
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        takeLine(bytes, start, i, consumer);
        start = i + 1;
      }
    }
  }

  private static void takeLine(byte[] bytes, int start, int end, Consumer<RelativePath> consumer) {
    int name = start + HASH_BYTES + 2;
    if (end <= name || bytes[name - 1] != ' ' || bytes[name - 2] != ' ') {
      return;
    }
    try {
      consumer.accept(RelativePath.of(Bytes.copyOf(bytes, name, end)));
    } catch (IllegalArgumentException e) {
      // a line of somebody's who is not dpkg
    }
  }
}
