package lockstep.agent.commit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import lockstep.agent.plan.ModeAndTime;
import lockstep.agent.plan.Step;
import lockstep.agent.root.ManagedRoot;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.tree.Directory;
import lockstep.images.tree.Kind;
import lockstep.images.tree.Stat;
import lockstep.images.tree.SystemCallException;
import org.jspecify.annotations.Nullable;

/// The two sides of a step: the path in the root and the slot in the transaction's folder. Not for several threads.
final class Sides implements AutoCloseable {
  private final ManagedRoot root;
  private final Directory news;
  private final Directory olds;
  private final List<RetiredTree> retired = new ArrayList<>();
  private boolean swapsAreDurable;

  /// @param transaction the open folder that holds `new` and `old`
  Sides(ManagedRoot root, Directory transaction) throws IOException {
    this.root = root;
    news = transaction.openChild(Bytes.of("new"));
    try {
      olds = transaction.openChild(Bytes.of("old"));
    } catch (SystemCallException e) {
      news.close();
      throw e;
    }
  }

  /// What lies in a slot.
  ///
  /// @param stat null when nothing does
  record Slot(Directory directory, Bytes name, @Nullable Stat stat) {
    boolean holds(long inode) {
      return stat != null && stat.inode() == inode;
    }
  }

  /// Where a path of the root stands.
  record Spot(Directory parent, Bytes name, @Nullable Stat stat) {
    boolean holds(long inode) {
      return stat != null && stat.inode() == inode;
    }

    void setFlags(int flags) throws IOException {
      parent.setFlags(name, flags);
    }

    private void lowerFlags() throws IOException {
      if (stat != null && stat.flags() != 0) {
        setFlags(0);
      }
    }

    /// What has that mode and time already is not touched. Flags are lowered meanwhile: who raised them does so again when
    /// this is interrupted.
    void set(ModeAndTime value) throws IOException {
      if (stat == null) {
        return;
      }
      boolean otherMode = value.mode() != ModeAndTime.NO_MODE && value.mode() != stat.mode();
      boolean otherTime =
          value.mtimeSeconds() != stat.mtimeSeconds() || value.mtimeNanos() != stat.mtimeNanos();
      if (!otherMode && !otherTime) {
        return;
      }
      lowerFlags();
      if (otherMode) {
        parent.setMode(name, value.mode());
      }
      parent.setMtime(name, value.mtimeSeconds(), value.mtimeNanos());
      if (stat.flags() != 0) {
        setFlags(stat.flags());
      }
    }
  }

  Slot staged(long number) throws IOException {
    return slot(news, number);
  }

  Slot deleted(long number) throws IOException {
    return slot(olds, number);
  }

  private static Slot slot(Directory directory, long number) throws IOException {
    Bytes name = Bytes.of(Long.toString(number));
    return new Slot(directory, name, directory.statIfPresent(name));
  }

  /// Null when its parent directory is not there (any more, or yet).
  @Nullable Spot spot(RelativePath path) throws IOException {
    Directory parent;
    try {
      parent = root.parentOf(path);
    } catch (SystemCallException e) {
      if (e.isAbsence()) {
        return null;
      }
      throw e;
    }
    Bytes name = path.name();
    return new Spot(parent, name, parent.statIfPresent(name));
  }

  /// The directory at `path`, open; null when there is none.
  @Nullable Directory directory(RelativePath path) throws IOException {
    try {
      return root.directory().openBelow(path);
    } catch (SystemCallException e) {
      if (e.isAbsence()) {
        return null;
      }
      throw e;
    }
  }

  /// From now on a step below the swap's path has its other side in the tree that was retired, if it was.
  void swapped(Step.Swap swap) {
    retired.add(new RetiredTree(this, news, swap));
  }

  /// Whether there may be retired trees.
  boolean hasSwapped() {
    return !retired.isEmpty();
  }

  /// Whether the inode has that path.
  boolean isLive(RelativePath path, long inode) throws IOException {
    Spot spot = spot(path);
    return spot != null && spot.holds(inode);
  }

  /// Moves what a swap took out of `path` into the empty slot, where it would be if the path had been changed by itself.
  void retire(RelativePath path, Slot slot) throws IOException {
    for (RetiredTree tree : retired) {
      Spot spot = tree.spot(path);
      if (spot != null) {
        makeSwapsDurable();
        spot.parent().renameNoReplace(spot.name(), slot.directory(), slot.name());
        if (spot.stat() != null && spot.stat().kind() == Kind.DIRECTORY) {
          tree.forgetParent();
        }
      }
    }
  }

  /// The name goes that a retired tree has of what a step after the swap moved from `path` into the slot.
  void forget(RelativePath path, Slot slot) throws IOException {
    for (RetiredTree tree : retired) {
      if (tree.spot(path) != null) {
        makeSwapsDurable();
        tree.forget(path, slot);
      }
    }
  }

  /// What is left of the retired tree goes.
  void dissolve(Step.Dissolve step, RetiredTree.Listener listener) throws IOException {
    for (RetiredTree tree : retired) {
      if (tree.isOf(step) && tree.isThere()) {
        makeSwapsDurable();
        tree.dissolve(listener);
        root.forgetParent();
      }
    }
  }

  /// Without it a power cut could bring back the tree that is being taken apart.
  private void makeSwapsDurable() throws IOException {
    if (!swapsAreDurable) {
      root.directory().syncFilesystem();
      swapsAreDurable = true;
    }
  }

  /// Puts what the slot holds at the spot; what stood there, if anything, goes into the slot. Neither has flags then: the
  /// kernel does not rename flagged inodes, and a further name may have brought them.
  void swap(Slot slot, Spot spot) throws IOException {
    if (slot.stat() != null && slot.stat().flags() != 0) {
      slot.directory().setFlags(slot.name(), 0);
    }
    spot.lowerFlags();
    if (spot.stat() == null) {
      slot.directory().renameNoReplace(slot.name(), spot.parent(), spot.name());
    } else {
      slot.directory().exchange(slot.name(), spot.parent(), spot.name());
    }
    forgetParentIfDirectory(slot.stat());
    forgetParentIfDirectory(spot.stat());
  }

  /// Moves what stands at the spot into the empty slot, without flags.
  void take(Spot spot, Slot slot) throws IOException {
    spot.lowerFlags();
    spot.parent().renameNoReplace(spot.name(), slot.directory(), slot.name());
    forgetParentIfDirectory(spot.stat());
  }

  /// A renamed directory may be on the way to what is held open.
  private void forgetParentIfDirectory(@Nullable Stat renamed) {
    if (renamed != null && renamed.kind() == Kind.DIRECTORY) {
      root.forgetParent();
    }
  }

  @Override
  public void close() {
    retired.forEach(RetiredTree::forgetParent);
    news.close();
    olds.close();
  }
}
