package lockstep.agent.commit;

import java.io.IOException;
import lockstep.agent.commit.Sides.Slot;
import lockstep.agent.commit.Sides.Spot;
import lockstep.agent.plan.Step;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.tree.Directory;
import lockstep.images.tree.Kind;
import lockstep.images.tree.Stat;
import org.jspecify.annotations.Nullable;

/// A directory that a swap took out of the root, in the slot where the new one was. Not for several threads.
///
/// Somebody may still be in it: whoever had it open, or works in it, writes there. Nothing of that is lost.
public final class RetiredTree {
  /// Is told what becomes of what is left when every step has taken its own.
  public interface Listener {
    Listener NONE =
        new Listener() {
          @Override
          public void unlinked(RelativePath path, Stat then, Stat now) {}

          @Override
          public void carried(RelativePath path) {}

          @Override
          public void left(RelativePath path) {}
        };

    /// The inode is live at this path, and lost its name in the retired tree. In path order within a tree.
    ///
    /// @param then right before
    void unlinked(RelativePath path, Stat then, Stat now) throws IOException;

    /// It appeared in the retired tree after the new one was prepared, and is live now.
    void carried(RelativePath path);

    /// It appeared in the retired tree and has no place in the root: it stays in the undo area until the next commit.
    void left(RelativePath path);
  }

  private final Sides sides;
  private final Directory news;
  private final Bytes name;
  private final Step.Swap swap;
  private final SlotTree tree;

  RetiredTree(Sides sides, Directory news, Step.Swap swap) {
    this.sides = sides;
    this.news = news;
    this.swap = swap;
    name = Bytes.of(Long.toString(swap.number()));
    tree = new SlotTree(news, name);
  }

  boolean isOf(Step.Dissolve step) {
    return step.number() == swap.number();
  }

  /// Whether the swap was made, and the old tree is not gone yet.
  boolean isThere() throws IOException {
    Stat stat = news.statIfPresent(name);
    return stat != null && stat.inode() != swap.stagedInode();
  }

  /// Where something that was live at `path` is now; null when it is not here.
  @Nullable Spot spot(RelativePath path) throws IOException {
    if (!path.startsWith(swap.path()) || path.equals(swap.path()) || !isThere()) {
      return null;
    }
    Spot spot = tree.spot(path.below(swap.path()));
    return spot == null || spot.stat() == null ? null : spot;
  }

  /// Closes what is held open: after a rename it may not be what its path says.
  void forgetParent() {
    tree.close();
  }

  /// What was at `path` was moved into the slot by another name: the one it has here goes, and of a directory those of all
  /// that is in it. What appeared in that directory late joins it.
  void forget(RelativePath path, Slot slot) throws IOException {
    Spot spot = spot(path);
    if (spot == null || spot.stat() == null) {
      return;
    }
    if (slot.holds(spot.stat().inode())) {
      spot.parent().unlink(spot.name());
    } else if (spot.stat().kind() == Kind.DIRECTORY) {
      try (SlotTree moved = new SlotTree(slot.directory(), slot.name())) {
        Dissolving.dissolve(spot.parent(), spot.name(), path, moved::spot, Listener.NONE);
      }
      forgetParent();
    }
  }

  /// Removes every name of what is live, brings what appeared late into the root, and removes the directories.
  void dissolve(Listener listener) throws IOException {
    forgetParent();
    RelativePath at = swap.path();
    Dissolving.dissolve(news, name, at, inside -> sides.spot(at.resolve(inside)), listener);
  }
}
