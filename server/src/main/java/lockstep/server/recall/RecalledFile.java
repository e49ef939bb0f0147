package lockstep.server.recall;

import java.util.List;
import lockstep.excludes.RelativePath;
import lockstep.images.Content;
import lockstep.images.Xattr;
import lockstep.images.pack.ChunkPlace;
import lockstep.images.tree.Stat;

/// One file as a build saw it.
public record RecalledFile(
    RelativePath path, Seen seen, List<Xattr> xattrs, Content content, Details details) {

  /// What must be the same for the rest to hold.
  public record Seen(
      long device,
      long inode,
      long size,
      long mtimeSeconds,
      int mtimeNanos,
      long ctimeSeconds,
      int ctimeNanos) {
    public static Seen of(Stat stat) {
      return new Seen(
          stat.device(),
          stat.inode(),
          stat.size(),
          stat.mtimeSeconds(),
          stat.mtimeNanos(),
          stat.ctimeSeconds(),
          stat.ctimeNanos());
    }

    /// Whether a file seen so has long been at rest when a build began, in seconds since 1970.
    public boolean settledBefore(long began) {
      return ctimeSeconds + RecallFormat.SETTLED_SECONDS <= began;
    }
  }

  /// What is not part of the file.
  ///
  /// @param noise a number that means something to the caller
  /// @param places where the content's chunks are kept, in order
  public record Details(int noise, List<ChunkPlace> places) {}
}
