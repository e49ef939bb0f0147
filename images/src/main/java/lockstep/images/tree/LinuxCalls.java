package lockstep.images.tree;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static lockstep.images.tree.NativeCall.bind;
import static lockstep.images.tree.NativeCall.variadic;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import lockstep.excludes.Bytes;

/// The system calls on a name in an open directory.
///
/// Every method answers as the kernel does: the result, or the negative `errno`. Interrupted calls are repeated.
/// Names and paths are passed on as they are: who calls has checked them. Safe for many threads.
final class LinuxCalls {
  /// `dirfd` of a path that starts at `/` or in the working directory.
  static final int WORKING_DIRECTORY = -100;

  static final int REMOVE_DIRECTORY = 0x200;
  static final int RENAME_NO_REPLACE = 1;
  static final int RENAME_EXCHANGE = 2;

  /// What `openat2` must refuse for a path to stay where it belongs.
  private static final long STAY_INSIDE =
      0x01 /* NO_XDEV */ | 0x02 /* NO_MAGICLINKS */ | 0x04 /* NO_SYMLINKS */ | 0x08 /* BENEATH */;

  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int AT_NO_AUTOMOUNT = 0x800;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int STATX_BASIC_STATS = 0x7ff;
  private static final long UTIME_OMIT = 0x3ffffffe;
  private static final long OPENAT2_NUMBER = 437;
  private static final long GETDENTS64_NUMBER = Architecture.CURRENT.getdents64();
  private static final long MKNODAT_NUMBER = Architecture.CURRENT.mknodat();

  private static final MethodHandle OPENAT2 =
      variadic(1, "syscall", JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);
  private static final MethodHandle GETDENTS64 =
      variadic(1, "syscall", JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle OPENAT =
      variadic(3, "openat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  private static final MethodHandle STATX =
      bind("statx", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);

  /// What a scan of an unchanged tree does not need. Binding a function costs milliseconds, so these wait until one is called.
  private static final class Rare {
    static final MethodHandle READLINKAT =
        bind("readlinkat", JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);
    static final MethodHandle LLISTXATTR =
        bind("llistxattr", JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG);
    static final MethodHandle LGETXATTR =
        bind("lgetxattr", JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG);
    static final MethodHandle LSETXATTR =
        bind("lsetxattr", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT);
    static final MethodHandle LREMOVEXATTR = bind("lremovexattr", JAVA_INT, ADDRESS, ADDRESS);
    static final MethodHandle CHMOD = bind("chmod", JAVA_INT, ADDRESS, JAVA_INT);
    static final MethodHandle FCHOWNAT =
        bind("fchownat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT);
    static final MethodHandle UTIMENSAT =
        bind("utimensat", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
    static final MethodHandle MKDIRAT = bind("mkdirat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    static final MethodHandle MKNODAT =
        variadic(1, "syscall", JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    static final MethodHandle SYMLINKAT = bind("symlinkat", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
    static final MethodHandle LINKAT =
        bind("linkat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT);
    static final MethodHandle RENAMEAT2 =
        bind("renameat2", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT);
    static final MethodHandle UNLINKAT = bind("unlinkat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);

    private Rare() {}
  }

  private LinuxCalls() {}

  /// Opens what no symlink, no `..` and no mount stands before.
  static int openInside(int directory, Bytes path, int flags) {
    return (int)
        NativeCall.make(s -> {
          MemorySegment how = s.struct();
          how.set(JAVA_LONG, 0, flags | OpenFlags.CLOSE_ON_EXEC);
          how.set(JAVA_LONG, 8, 0);
          how.set(JAVA_LONG, 16, STAY_INSIDE);
          return (long)
              OPENAT2.invokeExact(s.state(), OPENAT2_NUMBER, directory, s.path(path), how, 24L);
        });
  }

  static int openAt(int directory, Bytes path, int flags, int mode) {
    int all = flags | OpenFlags.CLOSE_ON_EXEC;
    return (int)
        NativeCall.make(
            s -> (int) OPENAT.invokeExact(s.state(), directory, s.path(path), all, mode));
  }

  /// Opens anew, with other flags, the inode that `descriptor` names.
  static int reopen(int descriptor, int flags) {
    int all = flags | OpenFlags.CLOSE_ON_EXEC;
    return (int)
        NativeCall.make(s ->
            (int)
                OPENAT.invokeExact(
                    s.state(), WORKING_DIRECTORY, s.descriptorPath(descriptor, null), all, 0));
  }

  /// Fills [Scratch#struct] of this thread; an empty name is the descriptor itself. Automounts are not woken.
  static int statx(Scratch scratch, int descriptor, Bytes name) {
    int flags = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | (name.length() == 0 ? AT_EMPTY_PATH : 0);
    try {
      int result;
      do {
        result =
            (int)
                STATX.invokeExact(
                    scratch.state(),
                    descriptor,
                    scratch.path(name),
                    flags,
                    STATX_BASIC_STATS,
                    scratch.struct());
      } while (result < 0 && scratch.errno() == SystemCallException.EINTR);
      return result < 0 ? -scratch.errno() : result;
    } catch (Throwable e) {
      throw NativeCall.impossible(e);
    }
  }

  /// Fills [Scratch#data] of this thread with directory records; 0 at the end.
  static int getdents(int descriptor) {
    return (int)
        NativeCall.make(s ->
            (long)
                GETDENTS64.invokeExact(
                    s.state(), GETDENTS64_NUMBER, descriptor, s.data(), (long) Scratch.DATA_BYTES));
  }

  /// Fills [Scratch#data] of this thread.
  static int readlink(int directory, Bytes name) {
    return (int)
        NativeCall.make(s ->
            (long)
                Rare.READLINKAT.invokeExact(
                    s.state(), directory, s.path(name), s.data(), (long) Scratch.DATA_BYTES));
  }

  /// Fills [Scratch#data] of this thread with NUL-terminated names.
  static int listXattrs(int directory, Bytes name) {
    return (int)
        NativeCall.make(s ->
            (long)
                Rare.LLISTXATTR.invokeExact(
                    s.state(),
                    s.descriptorPath(directory, name),
                    s.data(),
                    (long) Scratch.DATA_BYTES));
  }

  /// Fills [Scratch#data] of this thread.
  static int getXattr(int directory, Bytes name, Bytes attribute) {
    return (int)
        NativeCall.make(s ->
            (long)
                Rare.LGETXATTR.invokeExact(
                    s.state(),
                    s.descriptorPath(directory, name),
                    s.secondPath(attribute),
                    s.data(),
                    (long) Scratch.DATA_BYTES));
  }

  static int setXattr(int directory, Bytes name, Bytes attribute, Bytes value) {
    if (value.length() > Scratch.DATA_BYTES) {
      return -SystemCallException.E2BIG;
    }
    return (int)
        NativeCall.make(s -> {
          byte[] bytes = value.toArray();
          MemorySegment.copy(bytes, 0, s.data(), ValueLayout.JAVA_BYTE, 0, bytes.length);
          return (int)
              Rare.LSETXATTR.invokeExact(
                  s.state(),
                  s.descriptorPath(directory, name),
                  s.secondPath(attribute),
                  s.data(),
                  (long) bytes.length,
                  0);
        });
  }

  static int removeXattr(int directory, Bytes name, Bytes attribute) {
    return (int)
        NativeCall.make(s ->
            (int)
                Rare.LREMOVEXATTR.invokeExact(
                    s.state(), s.descriptorPath(directory, name), s.secondPath(attribute)));
  }

  /// `chmod` of the inode that `descriptor` names, also when it was opened with [OpenFlags#PATH].
  static int chmodByPath(int descriptor, int mode) {
    return (int)
        NativeCall.make(
            s -> (int) Rare.CHMOD.invokeExact(s.state(), s.descriptorPath(descriptor, null), mode));
  }

  /// An empty name is the descriptor itself.
  static int chown(int descriptor, Bytes name, int uid, int gid) {
    int flags = AT_SYMLINK_NOFOLLOW | (name.length() == 0 ? AT_EMPTY_PATH : 0);
    return (int)
        NativeCall.make(s ->
            (int) Rare.FCHOWNAT.invokeExact(s.state(), descriptor, s.path(name), uid, gid, flags));
  }

  /// Sets mtime and leaves atime; an empty name is the descriptor itself.
  static int setMtime(int descriptor, Bytes name, long seconds, int nanos) {
    int flags = AT_SYMLINK_NOFOLLOW | (name.length() == 0 ? AT_EMPTY_PATH : 0);
    return (int)
        NativeCall.make(s -> {
          MemorySegment times = s.struct();
          times.set(JAVA_LONG, 0, 0);
          times.set(JAVA_LONG, 8, UTIME_OMIT);
          times.set(JAVA_LONG, 16, seconds);
          times.set(JAVA_LONG, 24, nanos);
          return (int)
              Rare.UTIMENSAT.invokeExact(s.state(), descriptor, s.path(name), times, flags);
        });
  }

  static int mkdir(int directory, Bytes name, int mode) {
    return (int)
        NativeCall.make(
            s -> (int) Rare.MKDIRAT.invokeExact(s.state(), directory, s.path(name), mode));
  }

  /// @param mode with the type bits
  /// @param device the kernel takes 32 bits, in which it has room for the greatest numbers it knows
  static int mknod(int directory, Bytes name, int mode, long device) {
    if (device >>> Integer.SIZE != 0) {
      return -SystemCallException.EINVAL;
    }
    return (int)
        NativeCall.make(s ->
            (long)
                Rare.MKNODAT.invokeExact(
                    s.state(), MKNODAT_NUMBER, directory, s.path(name), mode, (int) device));
  }

  static int symlink(Bytes target, int directory, Bytes name) {
    return (int)
        NativeCall.make(s ->
            (int)
                Rare.SYMLINKAT.invokeExact(
                    s.state(), s.secondPath(target), directory, s.path(name)));
  }

  /// A symlink that is the old name is linked itself, not followed.
  static int link(int oldDirectory, Bytes oldName, int newDirectory, Bytes newName) {
    return (int)
        NativeCall.make(s ->
            (int)
                Rare.LINKAT.invokeExact(
                    s.state(),
                    oldDirectory,
                    s.path(oldName),
                    newDirectory,
                    s.secondPath(newName),
                    0));
  }

  static int rename(int oldDirectory, Bytes oldName, int newDirectory, Bytes newName, int flags) {
    return (int)
        NativeCall.make(s ->
            (int)
                Rare.RENAMEAT2.invokeExact(
                    s.state(),
                    oldDirectory,
                    s.path(oldName),
                    newDirectory,
                    s.secondPath(newName),
                    flags));
  }

  static int unlink(int directory, Bytes name, int flags) {
    return (int)
        NativeCall.make(
            s -> (int) Rare.UNLINKAT.invokeExact(s.state(), directory, s.path(name), flags));
  }
}
