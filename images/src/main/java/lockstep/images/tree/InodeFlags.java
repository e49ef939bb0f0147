package lockstep.images.tree;

import lockstep.images.Metadata;

/// The immutable and append-only bits of an open file or directory (`chattr +i +a`).
final class InodeFlags {
  private static final int FS_IMMUTABLE = 0x10;
  private static final int FS_APPEND = 0x20;

  private InodeFlags() {}

  /// Leaves every other flag as it is. No flags on a filesystem that has none is fine.
  static void set(Descriptor open, int flags) throws SystemCallException {
    long present = FileCalls.inodeFlags(open.number());
    if (flags == 0
        && (present == -SystemCallException.ENOTTY || present == -SystemCallException.EOPNOTSUPP)) {
      return;
    }
    open.check("ioctl FS_IOC_GETFLAGS", present);
    int wanted =
        ((int) present & ~(FS_IMMUTABLE | FS_APPEND))
            | ((flags & Metadata.IMMUTABLE) != 0 ? FS_IMMUTABLE : 0)
            | ((flags & Metadata.APPEND_ONLY) != 0 ? FS_APPEND : 0);
    if (wanted == (int) present) {
      return;
    }
    if (((int) present & wanted & FS_IMMUTABLE) != 0) {
      change(open, wanted & ~FS_IMMUTABLE); // the kernel changes no other flag while this one stays
    }
    change(open, wanted);
  }

  /// Takes every flag away, also those that belong to the filesystem: an overlay hands them on to an upper filesystem that
  /// need not know them.
  static void clear(Descriptor open) throws SystemCallException {
    change(open, 0);
  }

  private static void change(Descriptor open, int flags) throws SystemCallException {
    open.check("ioctl FS_IOC_SETFLAGS", FileCalls.setInodeFlags(open.number(), flags));
  }
}
