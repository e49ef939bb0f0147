package lockstep.agent.plan;

import java.io.IOException;
import lockstep.agent.index.IndexEntry;
import lockstep.agent.index.IndexReader;
import lockstep.excludes.RelativePath;
import lockstep.images.tree.Guard;
import lockstep.images.tree.ScannedEntry;
import lockstep.images.tree.TreeVisitor;

/// Walks the root alongside an index that matched an image, to see whether anything at all has changed since. The common
/// case of a fleet, and the cheapest: one `statx` and one index entry a path, no manifest.
final class UnchangedScan implements TreeVisitor {
  /// Ends the walk at the first path that is not as noted. No stack: it is an answer, thrown through the scanner.
  static final class Changed extends IOException {
    private static final long serialVersionUID = 1L;

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  private final IndexReader index;
  private long paths;
  private final MountPoints.Seen mounts = new MountPoints.Seen();

  UnchangedScan(IndexReader index) {
    this.index = index;
  }

  @Override
  public void visit(ScannedEntry entry) throws IOException {
    IndexEntry noted = index.next();
    if (noted == null || !noted.path().equals(entry.path()) || !noted.describes(entry.stat())) {
      throw new Changed();
    }
    paths++;
  }

  @Override
  public void leave(RelativePath directory) {}

  @Override
  public void guarded(RelativePath path, Guard why) {
    if (why == Guard.MOUNT_POINT) {
      mounts.add(path);
    }
  }

  long paths() {
    return paths;
  }

  MountPoints mounts() {
    return mounts.all();
  }
}
