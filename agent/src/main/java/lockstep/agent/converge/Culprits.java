package lockstep.agent.converge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lockstep.agent.process.Holder;
import lockstep.agent.process.Holders;
import lockstep.agent.process.InodeId;
import lockstep.agent.root.ManagedRoot;
import lockstep.excludes.RelativePath;
import lockstep.images.tree.Stat;

/// The processes that have to do with some paths of the root: who has a file open or mapped, and who watches it or its
/// directory. One that opens, writes and closes in passing is not seen.
final class Culprits {
  private final Map<RelativePath, InodeId> inodes = new HashMap<>();
  private final Holders holders;

  private Culprits(ManagedRoot root, List<RelativePath> paths) {
    for (RelativePath path : paths) {
      learn(root, path);
      if (!path.isRoot()) {
        learn(root, path.parent());
      }
    }
    holders = Holders.of(inodes.values());
  }

  static Culprits at(ManagedRoot root, List<RelativePath> paths) {
    return new Culprits(root, paths);
  }

  private void learn(ManagedRoot root, RelativePath path) {
    Stat stat = root.statIfReachable(path);
    if (stat != null) {
      inodes.put(path, new InodeId(stat.device(), stat.inode()));
    }
  }

  /// In words, for one of the paths.
  String who(RelativePath path) {
    List<Holder> found = new ArrayList<>(holders(path));
    if (!path.isRoot()) {
      holders(path.parent()).stream()
          .filter(holder -> holder.way() == Holder.Way.WATCHES)
          .forEach(found::add);
    }
    return found.isEmpty()
        ? "no process has it open, maps it or watches it now"
        : found.stream().map(Holder::toString).distinct().collect(Collectors.joining(", "));
  }

  private List<Holder> holders(RelativePath path) {
    return Stream.ofNullable(inodes.get(path))
        .flatMap(inode -> holders.of(inode).stream())
        .toList();
  }
}
