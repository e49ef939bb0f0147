package lockstep.images.tree;

import java.io.IOException;
import java.util.List;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.Xattr;

/// What a scan found at a managed path. Good only while it is being visited: directories close when a scan moves on.
public final class ScannedEntry {
  private final RelativePath path;
  private final Bytes name;
  private final Stat stat;
  private final Directory parent;
  private final GuardedChildren guardedChildren;

  /// Answers late, because asking costs a `statx` for every child.
  interface GuardedChildren {
    GuardedChildren NONE = () -> false;

    boolean exist() throws IOException;
  }

  ScannedEntry(
      RelativePath path, Bytes name, Stat stat, Directory parent, GuardedChildren guardedChildren) {
    this.path = path;
    this.name = name;
    this.stat = stat;
    this.parent = parent;
    this.guardedChildren = guardedChildren;
  }

  public RelativePath path() {
    return path;
  }

  /// In [#parent]; empty for the root.
  public Bytes name() {
    return name;
  }

  public Stat stat() {
    return stat;
  }

  /// The directory that holds [#name], open; for the root, the root itself.
  public Directory parent() {
    return parent;
  }

  /// As [Directory#xattrs(Bytes)].
  public List<Xattr> xattrs() throws SystemCallException {
    return path.isRoot() ? parent.xattrs() : parent.xattrs(name);
  }

  /// Whether this directory holds something guarded right below it, so that its mtime says nothing and is not compared.
  /// Looks at every child: ask only when the answer matters.
  public boolean mtimeIsFree() throws IOException {
    return guardedChildren.exist();
  }

  @Override
  public String toString() {
    return path + " (" + stat.kind() + ")";
  }
}
