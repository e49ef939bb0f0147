package lockstep.agent.watch;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import lockstep.agent.plan.Doubts;
import lockstep.excludes.RelativePath;
import lockstep.images.tree.ScanScope.Depth;
import org.jspecify.annotations.Nullable;

/// What was told of since some moment, as long as that is all that happened, and not too much. Not for several threads.
final class Changes {
  private final Map<RelativePath, Depth> paths = new HashMap<>();
  private final Set<Long> inodes = new HashSet<>();
  private @Nullable FullScan useless;

  void add(RelativePath path, Depth depth) {
    paths.merge(path, depth, (one, other) -> one == Depth.TREE ? one : other);
    bound();
  }

  void add(long inode) {
    inodes.add(inode);
    bound();
  }

  private void bound() {
    if (paths.size() + inodes.size() > Doubts.MOST) {
      lose(FullScan.MUCH);
    }
  }

  /// It is not all that happened.
  void lose(FullScan why) {
    if (useless == null) {
      useless = why;
    }
    paths.clear();
    inodes.clear();
  }

  /// Why only a look at everything helps; null when it does not take one.
  @Nullable FullScan useless() {
    return useless;
  }

  Doubts doubts() {
    return new Doubts(paths, inodes);
  }
}
