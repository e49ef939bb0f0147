package lockstep.images;

import java.util.List;

/// Everything about an inode but its kind and content.
///
/// @param mode permission bits with setuid, setgid and sticky (07777 at most)
/// @param mtimeSeconds since 1970, may be negative
/// @param mtimeNanos 0 to 999,999,999
/// @param xattrs all of them, POSIX ACLs, capabilities and labels included, sorted by name
/// @param flags a union of [#IMMUTABLE] and [#APPEND_ONLY]
public record Metadata(
    int mode, int uid, int gid, long mtimeSeconds, int mtimeNanos, List<Xattr> xattrs, int flags) {
  public static final int IMMUTABLE = 1;
  public static final int APPEND_ONLY = 2;

  public Metadata {
    xattrs = List.copyOf(xattrs);
    if ((mode & ~07777) != 0 || mtimeNanos < 0 || mtimeNanos > 999_999_999 || (flags & ~3) != 0) {
      throw new IllegalArgumentException(
          "impossible metadata: mode %o, nanoseconds %d, flags %d"
              .formatted(mode, mtimeNanos, flags));
    }
    for (int i = 1; i < xattrs.size(); i++) {
      if (xattrs.get(i - 1).compareTo(xattrs.get(i)) >= 0) {
        throw new IllegalArgumentException(
            "extended attributes unsorted at " + xattrs.get(i).name());
      }
    }
  }

  public Metadata withMode(int other) {
    return new Metadata(other, uid, gid, mtimeSeconds, mtimeNanos, xattrs, flags);
  }

  public Metadata withFlags(int other) {
    return new Metadata(mode, uid, gid, mtimeSeconds, mtimeNanos, xattrs, other);
  }
}
