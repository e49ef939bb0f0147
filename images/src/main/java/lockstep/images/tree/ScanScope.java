package lockstep.images.tree;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import lockstep.excludes.RelativePath;

/// Which part of a tree is looked at: some paths, with or without all that is below them, and the directories on the way to them.
/// Does not change; safe for many threads.
public final class ScanScope {
  /// How much of a path is looked at.
  public enum Depth {
    /// It alone.
    ITSELF,
    /// And all below it.
    TREE
  }

  public static final ScanScope ALL = new ScanScope(Map.of(RelativePath.ROOT, Depth.TREE));

  /// None is below one that is looked at as a tree.
  private final NavigableMap<RelativePath, Depth> paths = new TreeMap<>();

  private ScanScope(Map<RelativePath, Depth> all) {
    RelativePath tree = null;
    for (Map.Entry<RelativePath, Depth> entry : new TreeMap<>(all).entrySet()) {
      if (tree == null || !entry.getKey().startsWith(tree)) {
        paths.put(entry.getKey(), entry.getValue());
        tree = entry.getValue() == Depth.TREE ? entry.getKey() : null;
      }
    }
  }

  public static ScanScope of(Map<RelativePath, Depth> paths) {
    return new ScanScope(paths);
  }

  public boolean isEmpty() {
    return paths.isEmpty();
  }

  /// Whether a scan comes to this path.
  public boolean reaches(RelativePath path) {
    if (isWhole(path) || paths.containsKey(path)) {
      return true;
    }
    RelativePath next = paths.higherKey(path);
    return next != null && next.startsWith(path);
  }

  /// Whether everything below this path is looked at.
  public boolean isWhole(RelativePath path) {
    Map.Entry<RelativePath, Depth> before = paths.floorEntry(path);
    return before != null && before.getValue() == Depth.TREE && path.startsWith(before.getKey());
  }
}
