package lockstep.images.tree;

import lockstep.excludes.RelativePath;

/// Says which paths a scan must leave alone.
@FunctionalInterface
public interface PathFilter {
  /// Asked only for paths whose parent is managed, more than once for some; in path order, unless all processors scan.
  ///
  /// @param kind never [Kind#UNKNOWN]
  Guarding judge(RelativePath path, Kind kind);
}
