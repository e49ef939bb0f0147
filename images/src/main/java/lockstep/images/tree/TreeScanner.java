package lockstep.images.tree;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import org.jspecify.annotations.Nullable;

/// Walks a tree in path order, one `statx` an entry. Used by one thread, which others may help; the root stays the caller's to
/// close.
///
/// The walk keeps its own stack, so no depth is too deep for it, and few directories open. A name that goes away while
/// the walk is near is passed over; one that changes its kind is looked at again.
public final class TreeScanner {
  private final Directory root;
  private final PathFilter filter;
  private final ScanScope scope;
  private final int helpers;

  public TreeScanner(Directory root, PathFilter filter) {
    this(root, filter, ScanScope.ALL, 0);
  }

  private TreeScanner(Directory root, PathFilter filter, ScanScope scope, int helpers) {
    this.root = root;
    this.filter = filter;
    this.scope = scope;
    this.helpers = helpers;
  }

  /// A scan that passes over whatever `scope` does not reach, as if it were not there; of a directory it still says truly
  /// whether something in it is guarded.
  public static TreeScanner within(ScanScope scope, Directory root, PathFilter filter) {
    return new TreeScanner(root, filter, scope, 0);
  }

  /// The same, but all processors look at what is there; the visitor is still told in path order, and by the one thread. What it
  /// is told was so a moment before, at most some thousand entries.
  ///
  /// @param filter safe for many threads
  public static TreeScanner onAllProcessors(Directory root, PathFilter filter) {
    int helpers = Runtime.getRuntime().availableProcessors() - 1;
    return new TreeScanner(root, filter, ScanScope.ALL, helpers);
  }

  /// Tells `visitor` of every entry. Whatever it throws ends the scan.
  public ScanTotals scan(TreeVisitor visitor) throws IOException {
    try (Trail trail = new Trail(root);
        ScanAhead ahead = helpers == 0 ? null : new ScanAhead(root, filter, helpers)) {
      return new Walk(trail, ahead, visitor).run();
    }
  }

  /// A directory that is being walked.
  private static final class Level {
    private final RelativePath path;
    private final NameList names;
    private final List<@Nullable Stat> stats;
    private int next;

    /// @param stats as in [ListedDirectory]
    Level(RelativePath path, NameList names, List<@Nullable Stat> stats) {
      this.path = path;
      this.names = names;
      this.stats = stats;
    }
  }

  private final class Walk {
    private final Trail trail;
    private final @Nullable ScanAhead ahead;
    private final TreeVisitor visitor;
    private final Deque<Level> levels = new ArrayDeque<>();
    private final Tally tally = new Tally();
    private final long device;

    Walk(Trail trail, @Nullable ScanAhead ahead, TreeVisitor visitor) throws SystemCallException {
      this.trail = trail;
      this.ahead = ahead;
      this.visitor = visitor;
      this.device = root.stat().device();
    }

    ScanTotals run() throws IOException {
      begin(listed(RelativePath.ROOT, root), Bytes.EMPTY, root.stat(), root);
      while (!levels.isEmpty()) {
        Level level = levels.getLast();
        if (level.next < level.names.size()) {
          int index = level.next++;
          meet(level, index);
        } else {
          end();
        }
      }
      return tally.totals();
    }

    private void begin(Level level, Bytes name, Stat stat, Directory parent) throws IOException {
      levels.addLast(level);
      tally.entries++;
      tally.directories++;
      visitor.visit(
          new ScannedEntry(level.path, name, stat, parent, () -> hasGuardedChildren(level)));
    }

    private void end() throws IOException {
      Level left = levels.removeLast();
      visitor.leave(left.path);
      if (!left.path.isRoot()) {
        trail.leave();
      }
    }

    private void meet(Level level, int index) throws IOException {
      Bytes name = level.names.name(index);
      if (scope != ScanScope.ALL && !isReached(level.path, name)) {
        return;
      }
      if (!level.path.hasRoomFor(name)) {
        visitor.overlong(level.path, name);
        return;
      }
      RelativePath path = level.path.child(name);
      Stat known = index < level.stats.size() ? level.stats.get(index) : null;
      if (known != null && found(path, name, known)) {
        return;
      }
      Kind kind = level.names.kind(index);
      while (kind == Kind.UNKNOWN || !isGuarded(path, kind)) {
        Stat stat = trail.here().statIfPresent(name);
        if (stat == null) {
          tally.vanished++;
          return;
        }
        boolean expected = stat.kind() == kind;
        kind = stat.kind();
        if (expected && found(path, name, stat)) {
          return;
        }
      }
    }

    private boolean isReached(RelativePath directory, Bytes name) {
      return directory.hasRoomFor(name)
          ? scope.reaches(directory.child(name))
          : scope.isWhole(directory);
    }

    private boolean isGuarded(RelativePath path, Kind kind) throws IOException {
      Guard why =
          switch (filter.judge(path, kind)) {
            case MANAGED -> null;
            case EXCLUDED -> Guard.EXCLUDED;
            case SEED -> Guard.SEED;
          };
      if (why == null) {
        return false;
      }
      guarded(path, why);
      return true;
    }

    private void guarded(RelativePath path, Guard why) throws IOException {
      tally.count(why);
      visitor.guarded(path, why);
    }

    /// @return false when it is no longer what `stat` says
    private boolean found(RelativePath path, Bytes name, Stat stat) throws IOException {
      if (isForeign(stat)) {
        guarded(path, Guard.MOUNT_POINT);
        return true;
      }
      if (stat.kind() == Kind.DIRECTORY) {
        return descend(path, name);
      }
      tally.entries++;
      visitor.visit(
          new ScannedEntry(path, name, stat, trail.here(), ScannedEntry.GuardedChildren.NONE));
      return true;
    }

    /// Overlay filesystems give files a device of their own, so only a directory's tells of another filesystem (or of a
    /// btrfs subvolume, which is one in all but name).
    private boolean isForeign(Stat stat) {
      return stat.isMountRoot() || (stat.kind() == Kind.DIRECTORY && stat.device() != device);
    }

    private boolean descend(RelativePath path, Bytes name) throws IOException {
      Directory parent = trail.here();
      ListedDirectory known = ahead == null ? null : ahead.take(path);
      if (known != null) {
        trail.enter(known.directory(), known.stat());
        begin(new Level(path, known.names(), known.stats()), name, known.stat(), parent);
        return true;
      }
      Directory child;
      try {
        child = parent.openChild(name);
      } catch (SystemCallException e) {
        return explain(e, path);
      }
      Stat stat = trail.enter(child);
      begin(listed(path, child), name, stat, parent);
      return true;
    }

    private Level listed(RelativePath path, Directory directory) throws IOException {
      NameList names = directory.names();
      if (ahead != null) {
        ahead.begun(path, names);
      }
      return new Level(path, names, List.of());
    }

    /// Why a directory that was there a moment ago could not be opened.
    private boolean explain(SystemCallException e, RelativePath path) throws IOException {
      switch (e.errno()) {
        case SystemCallException.ENOENT -> tally.vanished++;
        case SystemCallException.EXDEV -> guarded(path, Guard.MOUNT_POINT);
        case SystemCallException.ENOTDIR, SystemCallException.ELOOP -> {
          return false;
        }
        default -> throw e;
      }
      return true;
    }

    /// Only asked while the directory is the deepest one.
    private boolean hasGuardedChildren(Level level) throws IOException {
      if (levels.peekLast() != level || level.next > 0) {
        throw new IllegalStateException(level.path + " is no longer being visited");
      }
      for (int i = 0; i < level.names.size(); i++) {
        if (isGuardedChild(level, level.names.get(i))) {
          return true;
        }
      }
      return false;
    }

    private boolean isGuardedChild(Level level, Name child) throws IOException {
      if (!level.path.hasRoomFor(child.name())) {
        return false;
      }
      Kind kind = child.kind();
      RelativePath path = level.path.child(child.name());
      if (kind != Kind.UNKNOWN && filter.judge(path, kind) != Guarding.MANAGED) {
        return true;
      }
      Stat stat = trail.here().statIfPresent(child.name());
      return stat != null
          && (isForeign(stat)
              || (kind == Kind.UNKNOWN && filter.judge(path, stat.kind()) != Guarding.MANAGED));
    }
  }

  private static final class Tally {
    private long entries;
    private long directories;
    private long excluded;
    private long seeds;
    private long mountPoints;
    private long vanished;

    void count(Guard why) {
      switch (why) {
        case EXCLUDED -> excluded++;
        case SEED -> seeds++;
        case MOUNT_POINT -> mountPoints++;
      }
    }

    ScanTotals totals() {
      return new ScanTotals(entries, directories, excluded, seeds, mountPoints, vanished);
    }
  }
}
