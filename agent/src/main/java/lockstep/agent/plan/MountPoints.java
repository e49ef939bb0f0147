package lockstep.agent.plan;

import java.util.ArrayList;
import java.util.List;
import lockstep.excludes.RelativePath;

/// The mount points that a scan came to. What lies at and under them is not looked at, and counts as neither right nor
/// wrong.
///
/// @param count how many there are
/// @param first some of them, in path order
public record MountPoints(long count, List<RelativePath> first) {
  private static final int MAX_NAMED = 20;

  public MountPoints {
    first = List.copyOf(first);
  }

  /// Is told of each.
  static final class Seen {
    private final List<RelativePath> first = new ArrayList<>();
    private long count;

    void add(RelativePath path) {
      count++;
      if (first.size() < MAX_NAMED) {
        first.add(path);
      }
    }

    MountPoints all() {
      return new MountPoints(count, first);
    }
  }
}
