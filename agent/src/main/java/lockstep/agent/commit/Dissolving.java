package lockstep.agent.commit;

import java.io.IOException;
import lockstep.agent.commit.RetiredTree.Listener;
import lockstep.agent.commit.Sides.Spot;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.tree.Directory;
import lockstep.images.tree.Guard;
import lockstep.images.tree.Guarding;
import lockstep.images.tree.Kind;
import lockstep.images.tree.ScannedEntry;
import lockstep.images.tree.SystemCallException;
import lockstep.images.tree.TreeScanner;
import lockstep.images.tree.TreeVisitor;
import org.jspecify.annotations.Nullable;

/// Takes apart a directory of a retired tree: the inodes in it have other names by now, below a directory that took its place.
final class Dissolving implements TreeVisitor {
  private final Directory top;
  private final RelativePath at;
  private final Successor successor;
  private final Listener listener;
  private @Nullable RelativePath gone;
  private boolean kept;

  /// What took the place of the directory.
  interface Successor {
    /// Null when the directory that should hold it is not there.
    @Nullable Spot spot(RelativePath inside) throws IOException;
  }

  private Dissolving(Directory top, RelativePath at, Successor successor, Listener listener) {
    this.top = top;
    this.at = at;
    this.successor = successor;
    this.listener = listener;
  }

  /// The directory goes too, unless something is left in it.
  ///
  /// @param at its path in the root
  static void dissolve(
      Directory parent, Bytes name, RelativePath at, Successor successor, Listener listener)
      throws IOException {
    boolean kept;
    try (Directory top = parent.openChild(name)) {
      Dissolving dissolving = new Dissolving(top, at, successor, listener);
      new TreeScanner(top, (_, _) -> Guarding.MANAGED).scan(dissolving);
      kept = dissolving.kept;
    }
    if (!kept) {
      removeIfEmpty(parent, name);
    }
  }

  @Override
  public void visit(ScannedEntry entry) throws IOException {
    if (entry.path().isRoot() || isGone(entry.path())) {
      return;
    }
    RelativePath path = at.resolve(entry.path());
    Spot live = successor.spot(entry.path());
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
    listener.left(at.resolve(path));
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
}
