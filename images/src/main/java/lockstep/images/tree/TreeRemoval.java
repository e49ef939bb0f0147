package lockstep.images.tree;

import java.util.ArrayDeque;
import java.util.Deque;
import lockstep.excludes.Bytes;
import org.jspecify.annotations.Nullable;

/// `rm -r` that asks nobody, follows nothing and stays on its filesystem.
final class TreeRemoval {
  private final Trail trail;
  private final Deque<Level> levels = new ArrayDeque<>();

  private static final class Level {
    private final Bytes name;
    private final NameList names;
    private int next;

    Level(Bytes name, NameList names) {
      this.name = name;
      this.names = names;
    }
  }

  private TreeRemoval(Trail trail) {
    this.trail = trail;
  }

  static void remove(Directory parent, Bytes name) throws SystemCallException {
    Stat stat = parent.statIfPresent(name);
    if (stat == null) {
      return;
    }
    try (Trail trail = new Trail(parent)) {
      new TreeRemoval(trail).removeAll(name, stat.kind());
    }
  }

  private void removeAll(Bytes top, Kind kind) throws SystemCallException {
    remove(top, kind);
    while (!levels.isEmpty()) {
      Level level = levels.getLast();
      if (level.next < level.names.size()) {
        int index = level.next++;
        remove(level.names.name(index), level.names.kind(index));
      } else {
        levels.removeLast();
        trail.leave();
        unlink(level.name, LinuxCalls.REMOVE_DIRECTORY);
      }
    }
  }

  /// Removes a leaf, or goes down into a directory.
  private void remove(Bytes name, Kind listed) throws SystemCallException {
    Kind kind = listed == Kind.UNKNOWN ? kindOf(name) : listed;
    if (kind != Kind.DIRECTORY) {
      unlink(name, 0);
      return;
    }
    Directory child;
    try {
      child = trail.here().openChild(name);
    } catch (SystemCallException e) {
      if (e.errno() == SystemCallException.ENOENT) {
        return;
      }
      throw e;
    }
    if (trail.enter(child).flags() != 0) {
      child.setFlags(0);
    }
    levels.addLast(new Level(name, child.names()));
  }

  private Kind kindOf(Bytes name) throws SystemCallException {
    @Nullable Stat stat = trail.here().statIfPresent(name);
    return stat == null ? Kind.UNKNOWN : stat.kind();
  }

  private void unlink(Bytes name, int flags) throws SystemCallException {
    Directory here = trail.here();
    int result = here.unlinkAt(name, flags);
    if (result == -SystemCallException.EPERM) { // immutable or append-only, or really not ours
      here.setFlags(name, 0);
      result = here.unlinkAt(name, flags);
    }
    if (result < 0 && result != -SystemCallException.ENOENT) {
      throw new SystemCallException("unlinkat", here.place().child(name).toString(), -result);
    }
  }
}
