package lockstep.images.tree;

import java.io.IOException;

/// The kernel refused. The message says which call, on what, and why: `openat2 usr/lib: EXDEV, invalid cross-device link`.
public final class SystemCallException extends IOException {
  private static final long serialVersionUID = 1L;

  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int ESRCH = 3;
  public static final int EINTR = 4;
  public static final int EIO = 5;
  public static final int ENXIO = 6;
  public static final int E2BIG = 7;
  public static final int EBADF = 9;
  public static final int EAGAIN = 11;
  public static final int ENOMEM = 12;
  public static final int EACCES = 13;
  public static final int EBUSY = 16;
  public static final int EEXIST = 17;
  public static final int EXDEV = 18;
  public static final int ENODEV = 19;
  public static final int ENOTDIR = 20;
  public static final int EISDIR = 21;
  public static final int EINVAL = 22;
  public static final int EMFILE = 24;
  public static final int ENOTTY = 25;
  public static final int ETXTBSY = 26;
  public static final int EFBIG = 27;
  public static final int ENOSPC = 28;
  public static final int EROFS = 30;
  public static final int EMLINK = 31;
  public static final int ERANGE = 34;
  public static final int ENAMETOOLONG = 36;
  public static final int ENOSYS = 38;
  public static final int ENOTEMPTY = 39;
  public static final int ELOOP = 40;
  public static final int ENODATA = 61;
  public static final int EOPNOTSUPP = 95;
  public static final int ESTALE = 116;
  public static final int EDQUOT = 122;

  private final String call;
  private final int errno;

  SystemCallException(String call, String subject, int errno) {
    super(call + " " + subject + ": " + describe(errno));
    this.call = call;
    this.errno = errno;
  }

  /// The system call, as its manual page is named.
  public String call() {
    return call;
  }

  /// One of the constants above, or another number of `errno.h` (they are the same on x86-64 and arm64).
  public int errno() {
    return errno;
  }

  /// Whether nothing is at the path: a name on the way is missing, or is no directory, but a symlink perhaps.
  public boolean isAbsence() {
    return errno == ENOENT || errno == ENOTDIR || errno == ELOOP;
  }

  private static String describe(int errno) {
    return switch (errno) {
      case EPERM -> "EPERM, operation not permitted";
      case ENOENT -> "ENOENT, no such file or directory";
      case EINTR -> "EINTR, interrupted";
      case EIO -> "EIO, input/output error";
      case ENXIO -> "ENXIO, no such device or address";
      case E2BIG -> "E2BIG, value too large";
      case EBADF -> "EBADF, not open for this";
      case EAGAIN -> "EAGAIN, resource temporarily unavailable";
      case ENOMEM -> "ENOMEM, out of kernel memory";
      case EACCES -> "EACCES, permission denied";
      case EBUSY -> "EBUSY, in use, or a mount point";
      case EEXIST -> "EEXIST, exists already";
      case EXDEV -> "EXDEV, invalid cross-device link";
      case ENODEV -> "ENODEV, no such device";
      case ENOTDIR -> "ENOTDIR, not a directory";
      case EISDIR -> "EISDIR, is a directory";
      case EINVAL -> "EINVAL, invalid argument";
      case EMFILE -> "EMFILE, too many open files";
      case ENOTTY -> "ENOTTY, not supported by this kind of file";
      case ETXTBSY -> "ETXTBSY, a running program's file";
      case EFBIG -> "EFBIG, larger than the filesystem allows";
      case ENOSPC -> "ENOSPC, no space left on the filesystem";
      case EROFS -> "EROFS, read-only filesystem";
      case EMLINK -> "EMLINK, too many links";
      case ERANGE -> "ERANGE, does not fit";
      case ENAMETOOLONG -> "ENAMETOOLONG, name too long";
      case ENOSYS -> "ENOSYS, this kernel does not have the call";
      case ENOTEMPTY -> "ENOTEMPTY, directory not empty";
      case ELOOP -> "ELOOP, a symbolic link where none may be followed";
      case ENODATA -> "ENODATA, no such attribute";
      case EOPNOTSUPP -> "EOPNOTSUPP, not supported by this filesystem";
      case ESTALE -> "ESTALE, what was here is gone";
      case EDQUOT -> "EDQUOT, disk quota exceeded";
      default -> "errno " + errno;
    };
  }
}
