package lockstep.agent.commit;

import java.io.IOException;
import lockstep.agent.commit.Sides.Spot;
import lockstep.agent.plan.Step;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.tree.Directory;
import lockstep.images.tree.Guard;
import lockstep.images.tree.Guarding;
import lockstep.images.tree.Kind;
import lockstep.images.tree.ScannedEntry;
import lockstep.images.tree.Stat;
import lockstep.images.tree.SystemCallException;
import lockstep.images.tree.TreeScanner;
import lockstep.images.tree.TreeVisitor;
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
  private @Nullable RelativePath heldPath;
  private @Nullable Directory held;

  RetiredTree(Sides sides, Directory news, Step.Swap swap) {
    this.sides = sides;
    this.news = news;
    this.swap = swap;
    name = Bytes.of(Long.toString(swap.number()));
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
    RelativePath inside = path.below(swap.path());
    Directory parent = directory(inside.parent());
    if (parent == null) {
      return null;
    }
    Bytes last = inside.name();
    Stat stat = parent.statIfPresent(last);
    return stat == null ? null : new Spot(parent, last, stat);
  }

  private @Nullable Directory directory(RelativePath inside) throws IOException {
    if (held != null && inside.equals(heldPath)) {
      return held;
    }
    forgetParent();
    try (Directory top = news.openChild(name)) {
      held = top.openBelow(inside);
      heldPath = inside;
      return held;
    } catch (SystemCallException e) {
      if (e.isAbsence()) {
        return null;
      }
      throw e;
    }
  }

  /// Closes what is held open: after a rename it may not be what its path says.
  void forgetParent() {
    if (held != null) {
      held.close();
      held = null;
    }
  }

  /// Removes every name of what is live, brings what appeared late into the root, and removes the directories.
  void dissolve(Listener listener) throws IOException {
    forgetParent();
    boolean kept;
    try (Directory top = news.openChild(name)) {
      Dissolving dissolving = new Dissolving(top, listener);
      new TreeScanner(top, (_, _) -> Guarding.MANAGED).scan(dissolving);
      kept = dissolving.kept;
    }
    if (!kept) {
      removeIfEmpty(news, name);
    }
  }

  /// A name that appeared meanwhile keeps it.
  private static boolean removeIfEmpty(Directory parent, Bytes name) throws IOException {
    try {
      parent.removeDirectory(name);
      return true;
    } catch (SystemCallException e) {
      if (e.errno() == SystemCallException.ENOTEMPTY) {
        return false;
      }
      throw e;
    }
  }

  private final class Dissolving implements TreeVisitor {
    private final Directory top;
    private final Listener listener;
    private @Nullable RelativePath gone;
    private boolean kept;

    Dissolving(Directory top, Listener listener) {
      this.top = top;
      this.listener = listener;
    }

    @Override
    public void visit(ScannedEntry entry) throws IOException {
      if (entry.path().isRoot() || isGone(entry.path())) {
        return;
      }
      RelativePath path = swap.path().resolve(entry.path());
      Spot live = sides.spot(path);
      boolean isDirectory = entry.stat().kind() == Kind.DIRECTORY;
      if (live == null) {
        leave(entry, path);
      } else if (isDirectory && live.stat() != null && live.stat().kind() == Kind.DIRECTORY) {
        return; // left when it is empty
      } else if (!isDirectory && entry.stat().links() > 1 && live.holds(entry.stat().inode())) {
        entry.parent().unlink(entry.name());
        listener.unlinked(path, entry.stat(), live.parent().stat(live.name()));
      } else {
        carry(entry, path, live);
      }
    }

    private boolean isGone(RelativePath path) {
      return gone != null && path.startsWith(gone);
    }

    /// What was written last is what is live, as if there had been no swap.
    private void carry(ScannedEntry entry, RelativePath path, Spot live) throws IOException {
      if (live.stat() == null) {
        entry.parent().renameNoReplace(entry.name(), live.parent(), live.name());
      } else if (entry.stat().kind() != Kind.DIRECTORY && live.stat().kind() != Kind.DIRECTORY) {
        entry.parent().exchange(entry.name(), live.parent(), live.name());
        entry.parent().unlink(entry.name());
      } else {
        leave(entry, path);
        return;
      }
      gone = entry.path();
      listener.carried(path);
    }

    private void leave(ScannedEntry entry, RelativePath path) {
      gone = entry.path();
      kept = true;
      listener.left(path);
    }

    @Override
    public void leave(RelativePath directory) throws IOException {
      if (directory.isRoot() || isGone(directory)) {
        return;
      }
      try (Directory parent = top.openBelow(directory.parent())) {
        kept |= !removeIfEmpty(parent, directory.name());
      }
    }

    @Override
    public void guarded(RelativePath path, Guard why) {
      kept = true;
      listener.left(swap.path().resolve(path));
    }
  }
}
