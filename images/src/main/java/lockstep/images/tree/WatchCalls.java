package lockstep.images.tree;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static lockstep.images.tree.NativeCall.bind;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import lockstep.excludes.Bytes;

/// The system calls of fanotify and of file handles. The answers are as those of [LinuxCalls].
final class WatchCalls {
  static final int MARK_ADD = 0x1;
  static final int MARK_IGNORED_MASK = 0x20;
  static final int MARK_SURVIVE_MODIFY = 0x40;
  static final int MARK_FLUSH = 0x80;
  static final int MARK_FILESYSTEM = 0x100;
  static final int MARK_IGNORE = 0x400;

  static final short POLL_IN = 0x1;
  static final short POLL_PRIORITY = 0x2;
  static final short POLL_ERROR = 0x8;

  private static final int INIT =
      0x1 /* CLOEXEC */ | 0x2 /* NONBLOCK */ | 0x200 /* REPORT_FID */ | 0xc00 /* DIR_FID, NAME */;
  private static final int EVENTFD = 02000000 /* EFD_CLOEXEC */ | 04000 /* EFD_NONBLOCK */;
  private static final int AT_EMPTY_PATH = 0x1000;

  /// `MAX_HANDLE_SZ`
  private static final int MOST_HANDLE_BYTES = 128;

  private static final int POLLED_BYTES = 8;

  private static final MethodHandle FANOTIFY_INIT =
      bind("fanotify_init", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle FANOTIFY_MARK =
      bind("fanotify_mark", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, ADDRESS);
  private static final MethodHandle NAME_TO_HANDLE_AT =
      bind("name_to_handle_at", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT);
  private static final MethodHandle OPEN_BY_HANDLE_AT =
      bind("open_by_handle_at", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle FSTATFS = bind("fstatfs", JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle POLL = bind("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle READ = bind("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle EVENTFD_NEW = bind("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle EVENTFD_WRITE =
      bind("eventfd_write", JAVA_INT, JAVA_INT, JAVA_LONG);

  private WatchCalls() {}

  static int fanotifyInit() {
    return (int)
        NativeCall.make(s ->
            (int)
                FANOTIFY_INIT.invokeExact(
                    s.state(), INIT, OpenFlags.READ_ONLY | OpenFlags.CLOSE_ON_EXEC));
  }

  /// Marks what `descriptor` names, also when it was opened with [OpenFlags#PATH].
  static int mark(int watch, int flags, long events, int descriptor) {
    return (int)
        NativeCall.make(s ->
            (int)
                FANOTIFY_MARK.invokeExact(
                    s.state(),
                    watch,
                    flags,
                    events,
                    LinuxCalls.WORKING_DIRECTORY,
                    s.descriptorPath(descriptor, null)));
  }

  /// Removes every mark on a single inode.
  static int forgetInodes(int watch) {
    return (int)
        NativeCall.make(s ->
            (int)
                FANOTIFY_MARK.invokeExact(
                    s.state(),
                    watch,
                    MARK_FLUSH,
                    0L,
                    LinuxCalls.WORKING_DIRECTORY,
                    MemorySegment.NULL));
  }

  /// The handle of what is open, as the head of [Scratch#struct] of this thread, which [#handle] reads.
  static int handleOf(int descriptor) {
    return (int)
        NativeCall.make(s -> {
          MemorySegment handle = s.struct();
          handle.set(JAVA_INT, 0, MOST_HANDLE_BYTES);
          MemorySegment mount = handle.asSlice(8 + MOST_HANDLE_BYTES, 8);
          return (int)
              NAME_TO_HANDLE_AT.invokeExact(
                  s.state(), descriptor, s.path(Bytes.EMPTY), handle, mount, AT_EMPTY_PATH);
        });
  }

  /// A `struct file_handle` as bytes.
  static Bytes handle(MemorySegment struct, long offset) {
    int length = 8 + struct.get(ValueLayout.JAVA_INT_UNALIGNED, offset);
    return Bytes.copyOf(struct.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE));
  }

  /// Opens what a handle names in the filesystem of `mount`, to look at.
  static int openHandle(int mount, Bytes handle) {
    byte[] bytes = handle.toArray();
    return (int)
        NativeCall.make(s -> {
          MemorySegment.copy(bytes, 0, s.struct(), ValueLayout.JAVA_BYTE, 0, bytes.length);
          return (int)
              OPEN_BY_HANDLE_AT.invokeExact(
                  s.state(), mount, s.struct(), OpenFlags.PATH | OpenFlags.CLOSE_ON_EXEC);
        });
  }

  /// `f_type`, or the negative `errno`.
  static long filesystemType(int descriptor) {
    return NativeCall.make(s -> {
      int result = (int) FSTATFS.invokeExact(s.state(), descriptor, s.struct());
      return result < 0 ? result : s.struct().get(JAVA_LONG, 0);
    });
  }

  /// Fills [Scratch#data] of this thread.
  static int read(int descriptor) {
    return (int)
        NativeCall.make(s ->
            (long) READ.invokeExact(s.state(), descriptor, s.data(), (long) Scratch.DATA_BYTES));
  }

  static int newEventCounter() {
    return (int) NativeCall.make(s -> (int) EVENTFD_NEW.invokeExact(s.state(), 0, EVENTFD));
  }

  static int count(int eventCounter) {
    return (int) NativeCall.make(s -> (int) EVENTFD_WRITE.invokeExact(s.state(), eventCounter, 1L));
  }

  /// Waits until one of them is ready, without an end. What each is ready for is then in `ready`.
  ///
  /// @param wanted for each descriptor, what to wait for
  static int poll(int[] descriptors, short[] wanted, short[] ready) {
    return (int)
        NativeCall.make(s -> {
          MemorySegment all = s.struct();
          for (int i = 0; i < descriptors.length; i++) {
            all.set(JAVA_INT, (long) i * POLLED_BYTES, descriptors[i]);
            all.set(JAVA_SHORT, (long) i * POLLED_BYTES + 4, wanted[i]);
            all.set(JAVA_SHORT, (long) i * POLLED_BYTES + 6, (short) 0);
          }
          int result = (int) POLL.invokeExact(s.state(), all, (long) descriptors.length, -1);
          for (int i = 0; i < descriptors.length && result >= 0; i++) {
            ready[i] = all.get(JAVA_SHORT, (long) i * POLLED_BYTES + 6);
          }
          return result;
        });
  }
}
