package lockstep.agent.plan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import lockstep.excludes.RelativePath;
import org.jspecify.annotations.Nullable;

/// Chooses the directories that are swapped as a whole, as the scan leaves them: of two, one in the other, the outer one.
final class TreeSwaps {
  /// Bounds the memory; what comes after is changed path by path, which is as right.
  private static final int MOST = 1000;

  /// The machine's own settings: whoever watches this directory would go on watching the retired one.
  private static final RelativePath NEVER = RelativePath.of("etc");

  private final SwapPolicy policy;
  private final List<TreeSwap> chosen = new ArrayList<>();
  private @Nullable List<RelativePath> obstacles;

  TreeSwaps(SwapPolicy policy) {
    this.policy = policy;
  }

  /// What the scan counted in a directory.
  static final class Tally {
    private long entries = 1;
    private long directories = 1;
    private long changes;
    private boolean unfit;

    void entry() {
      entries++;
    }

    void change() {
      changes++;
    }

    /// Something in it must stay where it is, or cannot be linked.
    void unfit() {
      unfit = true;
    }

    void add(Tally below) {
      entries += below.entries;
      directories += below.directories;
      changes += below.changes;
      unfit |= below.unfit;
    }
  }

  /// A directory that image and root both have was left.
  ///
  /// @return whether it may be swapped
  boolean consider(RelativePath path, Live live, Tally tally) {
    if (tally.unfit
        || path.isRoot()
        || path.startsWith(NEVER)
        || !policy.isWorth(tally.changes, tally.entries)
        || isObstructed(path)) {
      return false;
    }
    while (!chosen.isEmpty() && chosen.getLast().path().startsWith(path)) {
      chosen.removeLast();
    }
    if (chosen.size() < MOST) {
      chosen.add(new TreeSwap(path, 0, live, tally.entries, tally.directories, tally.changes));
    }
    return true;
  }

  private boolean isObstructed(RelativePath path) {
    List<RelativePath> found = obstacles;
    if (found == null) {
      found = policy.obstacles().get();
      obstacles = found;
    }
    return found.stream().anyMatch(mount -> mount.isRoot() || mount.startsWith(path));
  }

  /// Writes the steps, in path order.
  List<TreeSwap> finish(PlanWriter out) throws IOException {
    List<TreeSwap> numbered = new ArrayList<>();
    for (TreeSwap swap : chosen) {
      long number = out.nextNumber();
      out.step(Phase.SWAP, new Step.Swap(swap.path(), number, swap.live(), 0));
      numbered.add(
          new TreeSwap(
              swap.path(),
              number,
              swap.live(),
              swap.entries(),
              swap.directories(),
              swap.changes()));
    }
    return numbered;
  }
}
