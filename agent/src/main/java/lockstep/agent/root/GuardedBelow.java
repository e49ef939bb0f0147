package lockstep.agent.root;

import java.io.IOException;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.tree.Directory;
import lockstep.images.tree.Guard;
import lockstep.images.tree.PathFilter;
import lockstep.images.tree.ScannedEntry;
import lockstep.images.tree.TreeScanner;
import lockstep.images.tree.TreeVisitor;

/// Looks for what is not Lockstep's below a directory that is about to be renamed away.
public final class GuardedBelow {
  /// Is told each excluded path, seed and mount point.
  @FunctionalInterface
  public interface Finding {
    void found(RelativePath path, Guard why) throws IOException;
  }

  private GuardedBelow() {}

  public static void search(
      ManagedRoot root, RelativePath directory, PathFilter filter, Finding finding)
      throws IOException {
    try (Directory top = root.directory().openBelow(directory)) {
      PathFilter below = (path, kind) -> filter.judge(directory.resolve(path), kind);
      new TreeScanner(top, below).scan(new Visitor(directory, finding));
    }
  }

  private record Visitor(RelativePath directory, Finding finding) implements TreeVisitor {
    @Override
    public void visit(ScannedEntry entry) {}

    @Override
    public void leave(RelativePath left) {}

    @Override
    public void guarded(RelativePath path, Guard why) throws IOException {
      finding.found(directory.resolve(path), why);
    }

    /// What has no path has no rule either.
    @Override
    public void overlong(RelativePath in, Bytes name) {}
  }
}
