package lockstep.agent.plan;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lockstep.agent.index.IndexEntry;
import lockstep.agent.index.IndexReader;
import lockstep.excludes.RelativePath;
import lockstep.images.tree.Directory;
import lockstep.images.tree.Guard;
import lockstep.images.tree.Kind;
import lockstep.images.tree.PathFilter;
import lockstep.images.tree.ScanScope;
import lockstep.images.tree.ScanScope.Depth;
import lockstep.images.tree.ScannedEntry;
import lockstep.images.tree.TreeScanner;
import lockstep.images.tree.TreeVisitor;

/// What has to be looked at so that some doubts are settled: the paths themselves, and every other name of an inode that they name
/// or named, since a group of hard links is judged as a whole.
///
/// The names an inode has now are found by a look at the doubtful paths, those that it had by the stat index. Where a path is
/// not in doubt, both are the same, and its group in the image is the same as its inode's names here.
final class DoubtfulScope implements TreeVisitor {
  /// Below the doubtful paths; more is better looked at by all processors.
  private static final int MOST_ENTRIES = 50_000;

  private final ScanScope narrow;
  private final Set<Long> inodes;
  private int entries;

  private DoubtfulScope(ScanScope narrow, Set<Long> inodes) {
    this.narrow = narrow;
    this.inodes = inodes;
  }

  private static final class TooMuch extends IOException {
    private static final long serialVersionUID = 1L;

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  /// Empty when it would be so much that all of the root may as well be looked at.
  static Optional<ScanScope> of(Doubts doubts, Directory root, PathFilter filter, Path index)
      throws IOException {
    DoubtfulScope scope =
        new DoubtfulScope(ScanScope.of(doubts.paths()), new HashSet<>(doubts.inodes()));
    try {
      if (!scope.narrow.isEmpty()) {
        TreeScanner.within(scope.narrow, root, filter).scan(scope);
        scope.addFormerInodes(index);
      }
      Map<RelativePath, Depth> all = new HashMap<>(doubts.paths());
      scope.addOtherNames(index, all);
      return Optional.of(ScanScope.of(all));
    } catch (TooMuch e) {
      return Optional.empty();
    }
  }

  @Override
  public void visit(ScannedEntry entry) throws IOException {
    count();
    if (entry.stat().kind() != Kind.DIRECTORY && entry.stat().links() > 1) {
      inodes.add(entry.stat().inode());
    }
  }

  private void count() throws TooMuch {
    if (++entries > MOST_ENTRIES) {
      throw new TooMuch();
    }
  }

  @Override
  public void leave(RelativePath directory) {}

  @Override
  public void guarded(RelativePath path, Guard why) {}

  private void addFormerInodes(Path index) throws IOException {
    try (IndexReader noted = IndexReader.open(index)) {
      for (IndexEntry entry = noted.next(); entry != null; entry = noted.next()) {
        if (narrow.reaches(entry.path())) {
          count();
          inodes.add(entry.inode());
        }
      }
    }
  }

  private void addOtherNames(Path index, Map<RelativePath, Depth> all) throws IOException {
    try (IndexReader noted = IndexReader.open(index)) {
      for (IndexEntry entry = noted.next(); entry != null; entry = noted.next()) {
        if (inodes.contains(entry.inode()) && !narrow.reaches(entry.path())) {
          count();
          all.put(entry.path(), Depth.ITSELF);
        }
      }
    }
  }
}
