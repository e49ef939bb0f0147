package lockstep.images.tree;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import org.jspecify.annotations.Nullable;

/// A directory that was opened and listed, and of which the first entries were looked at. Whoever has it closes its directory.
///
/// @param stats by index in `names`; null for what is guarded, or was not as it was listed
record ListedDirectory(Directory directory, Stat stat, NameList names, List<@Nullable Stat> stats) {

  /// More are not worth the memory.
  private static final int MOST_STATS = 2048;

  /// @param root of the tree, which is open
  /// @throws IOException when it cannot be opened or listed; nothing stays open then
  static ListedDirectory of(Directory root, RelativePath path, PathFilter filter)
      throws IOException {
    Directory directory = root.openBelow(path);
    try {
      NameList names = directory.names();
      @Nullable Stat[] stats = new Stat[Math.min(names.size(), MOST_STATS)];
      for (int i = 0; i < stats.length; i++) {
        stats[i] = stat(directory, path, names.name(i), names.kind(i), filter);
      }
      return new ListedDirectory(directory, directory.stat(), names, Arrays.asList(stats));
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private static @Nullable Stat stat(
      Directory directory, RelativePath path, Bytes name, Kind kind, PathFilter filter)
      throws IOException {
    boolean known = kind != Kind.UNKNOWN && path.hasRoomFor(name);
    if (!known || filter.judge(path.child(name), kind) != Guarding.MANAGED) {
      return null;
    }
    Stat stat = directory.statIfPresent(name);
    return stat != null && stat.kind() == kind ? stat : null;
  }
}
