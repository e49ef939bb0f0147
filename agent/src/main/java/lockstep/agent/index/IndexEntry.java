package lockstep.agent.index;

import java.util.List;
import lockstep.excludes.RelativePath;
import lockstep.images.ContentHash;
import lockstep.images.Xattr;
import lockstep.images.tree.Stat;
import org.jspecify.annotations.Nullable;

/// One path as the last scan saw it.
///
/// @param hash of a regular file's content; null for every other kind
public record IndexEntry(
    RelativePath path,
    long device,
    long inode,
    long size,
    long mtimeSeconds,
    int mtimeNanos,
    long ctimeSeconds,
    int ctimeNanos,
    List<Xattr> xattrs,
    @Nullable ContentHash hash) {

  /// Seconds that must lie between a file's last change and the start of reading it, see the package's story.
  public static final long SETTLED_SECONDS = 2;

  public static IndexEntry of(
      RelativePath path, Stat stat, List<Xattr> xattrs, @Nullable ContentHash hash) {
    return new IndexEntry(
        path,
        stat.device(),
        stat.inode(),
        stat.size(),
        stat.mtimeSeconds(),
        stat.mtimeNanos(),
        stat.ctimeSeconds(),
        stat.ctimeNanos(),
        xattrs,
        hash);
  }

  /// Whether nothing can have changed between the scan that made this entry and `stat`.
  public boolean describes(Stat stat) {
    return inode == stat.inode()
        && ctimeSeconds == stat.ctimeSeconds()
        && ctimeNanos == stat.ctimeNanos()
        && mtimeSeconds == stat.mtimeSeconds()
        && mtimeNanos == stat.mtimeNanos()
        && size == stat.size()
        && device == stat.device();
  }
}
