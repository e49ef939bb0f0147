package lockstep.images.tree;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static lockstep.images.tree.NativeCall.bind;
import static lockstep.images.tree.NativeCall.variadic;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;

/// The system calls on an open descriptor. The answers are as those of [LinuxCalls]. Safe for many threads.
final class FileCalls {
  static final int SEEK_SET = 0;
  static final int SEEK_DATA = 3;
  static final int SEEK_HOLE = 4;
  private static final long FS_IOC_GETFLAGS = 0x80086601L;
  private static final long FS_IOC_SETFLAGS = 0x40086602L;
  private static final long FICLONE = 0x40049409L;

  private static final MethodHandle CLOSE = bind("close", JAVA_INT, JAVA_INT);

  /// What a scan of an unchanged tree does not need, see [LinuxCalls].
  private static final class Rare {
    static final MethodHandle FCHMOD = bind("fchmod", JAVA_INT, JAVA_INT, JAVA_INT);
    static final MethodHandle IOCTL = variadic(2, "ioctl", JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
    static final MethodHandle FSYNC = bind("fsync", JAVA_INT, JAVA_INT);
    static final MethodHandle SYNCFS = bind("syncfs", JAVA_INT, JAVA_INT);
    static final MethodHandle FSTATVFS = bind("fstatvfs", JAVA_INT, JAVA_INT, ADDRESS);
    static final MethodHandle PREAD =
        bind("pread", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG);
    static final MethodHandle PWRITE =
        bind("pwrite", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG);
    static final MethodHandle FTRUNCATE = bind("ftruncate", JAVA_INT, JAVA_INT, JAVA_LONG);
    static final MethodHandle LSEEK = bind("lseek", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);

    private Rare() {}
  }

  private FileCalls() {}

  /// Never repeated: Linux gives the descriptor back whatever it answers. A write that failed is for `fsync` to tell.
  static void close(int descriptor) {
    try {
      int _ = (int) CLOSE.invokeExact(Scratch.ofThisThread().state(), descriptor);
    } catch (Throwable e) {
      throw NativeCall.impossible(e);
    }
  }

  static int fchmod(int descriptor, int mode) {
    return (int) NativeCall.make(s -> (int) Rare.FCHMOD.invokeExact(s.state(), descriptor, mode));
  }

  /// The inode flags (`FS_..._FL`), in the low 32 bits of the answer; negative only for an error.
  static long inodeFlags(int descriptor) {
    return NativeCall.make(s -> {
      s.struct().set(JAVA_LONG, 0, 0);
      int result = (int) Rare.IOCTL.invokeExact(s.state(), descriptor, FS_IOC_GETFLAGS, s.struct());
      return result < 0 ? result : Integer.toUnsignedLong(s.struct().get(JAVA_INT, 0));
    });
  }

  static int setInodeFlags(int descriptor, int flags) {
    return (int)
        NativeCall.make(s -> {
          s.struct().set(JAVA_LONG, 0, Integer.toUnsignedLong(flags));
          return (int) Rare.IOCTL.invokeExact(s.state(), descriptor, FS_IOC_SETFLAGS, s.struct());
        });
  }

  static int cloneRange(int target, int source) {
    return (int)
        NativeCall.make(s ->
            (int)
                Rare.IOCTL.invokeExact(
                    s.state(), target, FICLONE, MemorySegment.ofAddress(source)));
  }

  static int fsync(int descriptor) {
    return (int) NativeCall.make(s -> (int) Rare.FSYNC.invokeExact(s.state(), descriptor));
  }

  static int syncfs(int descriptor) {
    return (int) NativeCall.make(s -> (int) Rare.SYNCFS.invokeExact(s.state(), descriptor));
  }

  static Space statvfs(Descriptor open) throws SystemCallException {
    Scratch scratch = Scratch.ofThisThread();
    open.check(
        "fstatvfs",
        NativeCall.make(
            s -> (int) Rare.FSTATVFS.invokeExact(s.state(), open.number(), s.struct())));
    MemorySegment vfs = scratch.struct();
    long unit = vfs.get(JAVA_LONG, 8);
    return new Space(
        vfs.get(JAVA_LONG, 32) * unit,
        vfs.get(JAVA_LONG, 16) * unit,
        vfs.get(JAVA_LONG, 48),
        vfs.get(JAVA_LONG, 40),
        (int) unit);
  }

  /// Fills `target` from its position; one call, so possibly less than fits. The position stays.
  static int pread(int descriptor, ByteBuffer target, long position) {
    if (target.isDirect()) {
      MemorySegment memory = MemorySegment.ofBuffer(target);
      return (int)
          NativeCall.make(s ->
              (long)
                  Rare.PREAD.invokeExact(
                      s.state(), descriptor, memory, memory.byteSize(), position));
    }
    long room = Math.min(target.remaining(), Scratch.DATA_BYTES);
    long count =
        NativeCall.make(
            s -> (long) Rare.PREAD.invokeExact(s.state(), descriptor, s.data(), room, position));
    if (count > 0) {
      MemorySegment data = Scratch.ofThisThread().data();
      MemorySegment.ofBuffer(target).copyFrom(data.asSlice(0, count));
    }
    return (int) count;
  }

  /// Writes from the position of `source`; one call, so possibly less than all. The position stays.
  static int pwrite(int descriptor, ByteBuffer source, long position) {
    MemorySegment memory = MemorySegment.ofBuffer(source);
    if (source.isDirect()) {
      return (int)
          NativeCall.make(s ->
              (long)
                  Rare.PWRITE.invokeExact(
                      s.state(), descriptor, memory, memory.byteSize(), position));
    }
    long count = Math.min(source.remaining(), Scratch.DATA_BYTES);
    return (int)
        NativeCall.make(s -> {
          s.data().copyFrom(memory.asSlice(0, count));
          return (long) Rare.PWRITE.invokeExact(s.state(), descriptor, s.data(), count, position);
        });
  }

  static int ftruncate(int descriptor, long size) {
    return (int)
        NativeCall.make(s -> (int) Rare.FTRUNCATE.invokeExact(s.state(), descriptor, size));
  }

  static long lseek(int descriptor, long offset, int whence) {
    return NativeCall.make(
        s -> (long) Rare.LSEEK.invokeExact(s.state(), descriptor, offset, whence));
  }
}
