package lockstep.agent.plan;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lockstep.excludes.RelativePath;
import lockstep.images.tree.ScanScope.Depth;

/// Where a root may not be as the image and the stat index have it. Of every path that is not among these it is known that it is:
/// somebody looked, and has heard of every change since.
///
/// @param inodes which of further names in the root may have been changed through a name outside it
public record Doubts(Map<RelativePath, Depth> paths, Set<Long> inodes) {
  /// With more there is little to be gained over a look at everything.
  public static final int MOST = 10_000;

  public static final Doubts NONE = new Doubts(Map.of(), Set.of());

  public Doubts {
    paths = Map.copyOf(paths);
    inodes = Set.copyOf(inodes);
  }

  public boolean isEmpty() {
    return paths.isEmpty() && inodes.isEmpty();
  }

  /// Gathers them, as long as they are not too many. Not for several threads.
  public static final class Collector {
    private final Map<RelativePath, Depth> paths = new HashMap<>();
    private boolean tooMany;

    public void add(RelativePath path, Depth depth) {
      if (paths.size() >= MOST) {
        tooMany = true;
        return;
      }
      paths.merge(path, depth, (one, other) -> one == Depth.TREE ? one : other);
    }

    /// Empty when there were too many.
    public Optional<Map<RelativePath, Depth>> paths() {
      return tooMany ? Optional.empty() : Optional.of(paths);
    }
  }
}
