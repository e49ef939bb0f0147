package lockstep.images.tree;

/// What `statx` tells of one inode; a symlink is described, not followed.
///
/// @param mode permission bits with setuid, setgid and sticky (07777 at most)
/// @param blocks512 allocated, in units of 512 bytes
/// @param device the filesystem's number, as `stat -c %d` shows it
/// @param deviceMajor of a device node, else 0
/// @param flags a union of `Metadata.IMMUTABLE` and `Metadata.APPEND_ONLY`
public record Stat(
    Kind kind,
    int mode,
    int uid,
    int gid,
    long size,
    long blocks512,
    long mtimeSeconds,
    int mtimeNanos,
    long ctimeSeconds,
    int ctimeNanos,
    long device,
    long inode,
    long links,
    int deviceMajor,
    int deviceMinor,
    int flags,
    Position position) {

  /// Where an inode stands in its mount.
  public enum Position {
    INSIDE,
    MOUNT_ROOT
  }

  /// Whether something is mounted at the name asked for: what was described is the mounted thing.
  public boolean isMountRoot() {
    return position == Position.MOUNT_ROOT;
  }

  public boolean isSameInode(Stat other) {
    return inode == other.inode && device == other.device;
  }
}
