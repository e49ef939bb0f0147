package lockstep.agent.plan;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import lockstep.images.tree.ScanScope.Depth;

/// What is known of the whole root after a look at it, for as long as somebody hears of every change.
///
/// @param doubts where it differs, or has changed so lately that the stat index does not have it
/// @param mounts all of them
public record Findings(Doubts doubts, MountPoints mounts) {
  /// Empty when there is too much in doubt to be worth keeping, or the image itself is refused.
  static Optional<Findings> of(Plan plan, Doubts.Collector forgotten) throws IOException {
    if (!plan.conflicts().isEmpty()) {
      return Optional.empty();
    }
    try (Plan.Differences differences = plan.differences()) {
      for (Difference one = differences.next(); one != null; one = differences.next()) {
        forgotten.add(one.path(), depth(one));
      }
    }
    return forgotten
        .paths()
        .map(paths -> new Findings(new Doubts(paths, Set.of()), plan.totals().unobservable()));
  }

  private static Depth depth(Difference difference) {
    return switch (difference.event()) {
      case CREATED, DELETED -> Depth.TREE;
      case CHANGED -> difference.aspects().contains(Aspect.KIND) ? Depth.TREE : Depth.ITSELF;
      case METADATA -> Depth.ITSELF;
    };
  }
}
