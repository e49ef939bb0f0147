package lockstep.images.tree;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The directories from where a walk began to where it is, of which only the nearest are held open: a tree may be deeper
/// than a process has descriptors. A far one is found again through its child's `..`, which has no limit of length, and
/// must then be the same inode.
final class Trail implements AutoCloseable {
  private static final int MOST_OPEN = 48;

  private static final class Step {
    private final Stat stat;
    private final Place place;
    private @Nullable Directory directory;

    Step(Directory directory, Stat stat) {
      this.directory = directory;
      this.stat = stat;
      this.place = directory.place();
    }
  }

  private final Directory start;
  private final List<Step> steps = new ArrayList<>();

  /// @param start stays open, and is never closed here
  Trail(Directory start) {
    this.start = start;
  }

  /// The deepest directory.
  Directory here() {
    Directory here = steps.isEmpty() ? start : steps.getLast().directory;
    if (here == null) {
      throw new IllegalStateException("the deepest directory of a walk is always open");
    }
    return here;
  }

  /// Goes down into `child`, which is the trail's to close from now on.
  ///
  /// @return what `child` is
  Stat enter(Directory child) throws SystemCallException {
    Stat stat = statOrClose(child);
    enter(child, stat);
    return stat;
  }

  /// The same, where it is known what `child` is.
  void enter(Directory child, Stat stat) {
    steps.add(new Step(child, stat));
    int far = steps.size() - 1 - MOST_OPEN;
    if (far >= 0) {
      park(steps.get(far));
    }
  }

  private static Stat statOrClose(Directory opened) throws SystemCallException {
    try {
      return opened.stat();
    } catch (SystemCallException e) {
      opened.close();
      throw e;
    }
  }

  private static void park(Step step) {
    Directory directory = step.directory;
    if (directory != null) {
      directory.close();
      step.directory = null;
    }
  }

  /// Goes up.
  ///
  /// @throws SystemCallException with `ESTALE` when the directory was moved meanwhile, so that what is above is not known
  void leave() throws SystemCallException {
    Directory left = here();
    steps.removeLast();
    try (left) {
      if (!steps.isEmpty() && steps.getLast().directory == null) {
        steps.getLast().directory = openAgain(left, steps.getLast());
      }
    }
  }

  private static Directory openAgain(Directory child, Step step) throws SystemCallException {
    Directory parent = child.openParent(step.place);
    if (!statOrClose(parent).isSameInode(step.stat)) {
      parent.close();
      throw new SystemCallException("openat ..", step.place.toString(), SystemCallException.ESTALE);
    }
    return parent;
  }

  @Override
  public void close() {
    steps.forEach(Trail::park);
  }
}
