package lockstep.agent.watch;

import java.util.Arrays;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.tree.Guarding;
import lockstep.images.tree.Kind;
import lockstep.images.tree.PathFilter;
import org.jspecify.annotations.Nullable;

/// Which absolute paths are managed ones.
///
/// @param top the root's absolute path
/// @param filter by which they are judged; null: everything below the root is
record Where(Bytes top, @Nullable PathFilter filter) {
  /// The path below the root; null when it is not.
  @Nullable RelativePath below(Bytes path) {
    byte[] bytes = path.toArray();
    int length = top.length() == 1 ? 0 : top.length(); // the top of everything ends with its slash
    if (bytes.length < length
        || !Arrays.equals(bytes, 0, length, top.toArray(), 0, length)
        || (bytes.length > length && bytes[length] != '/')) {
      return null;
    }
    return RelativePath.ofOwned(
        Arrays.copyOfRange(bytes, Math.min(bytes.length, length + 1), bytes.length));
  }

  /// A directory, if it and every one above it is managed; else null.
  @Nullable RelativePath managed(Bytes directory) {
    RelativePath path = below(directory);
    return path != null && isManaged(path) ? path : null;
  }

  boolean isManaged(Bytes directory) {
    return managed(directory) != null;
  }

  private boolean isManaged(RelativePath directory) {
    if (directory.isRoot() || filter == null) {
      return true;
    }
    return isManaged(directory.parent())
        && filter.judge(directory, Kind.DIRECTORY) == Guarding.MANAGED;
  }
}
