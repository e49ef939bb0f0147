package lockstep.images.tree;

import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import org.jspecify.annotations.Nullable;

/// The managed subdirectories of a listed directory, one after the other. Not for several threads.
final class Subdirectories {
  private final RelativePath directory;
  private final NameList names;
  private final PathFilter filter;
  private int next;
  private @Nullable RelativePath path;

  Subdirectories(RelativePath directory, NameList names, PathFilter filter) {
    this.directory = directory;
    this.names = names;
    this.filter = filter;
  }

  /// Goes to the next one, at first to the first.
  ///
  /// @return false when there is no further one
  boolean advance() {
    while (next < names.size()) {
      int index = next++;
      if (names.kind(index) == Kind.DIRECTORY) {
        Bytes name = names.name(index);
        RelativePath found = directory.hasRoomFor(name) ? directory.child(name) : null;
        if (found != null && filter.judge(found, Kind.DIRECTORY) == Guarding.MANAGED) {
          path = found;
          return true;
        }
      }
    }
    return false;
  }

  RelativePath path() {
    RelativePath current = path;
    if (current == null) {
      throw new IllegalStateException("before the first, or after the last");
    }
    return current;
  }
}
