package lockstep.images.tree;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static lockstep.images.tree.NativeCall.bind;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import lockstep.excludes.Bytes;

/// The system calls on mounts. The answers are as those of [LinuxCalls].
final class MountCalls {
  static final int READ_ONLY = 1;
  static final int NO_SETUID = 2;
  static final int NO_DEVICES = 4;
  static final int NO_EXEC = 8;
  static final int REMOUNT = 32;
  static final int BIND = 4096;
  static final int RECURSIVE = 16384;
  static final int SLAVE = 1 << 19;

  private static final int CLONE_NEWNS = 0x20000;
  private static final int MNT_DETACH = 2;

  private static final MethodHandle UNSHARE = bind("unshare", JAVA_INT, JAVA_INT);
  private static final MethodHandle MOUNT =
      bind("mount", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
  private static final MethodHandle UMOUNT2 = bind("umount2", JAVA_INT, ADDRESS, JAVA_INT);

  private MountCalls() {}

  /// Of the calling thread alone; Linux then gives it a root and a working directory of its own too.
  static int unshareMounts() {
    return (int) NativeCall.make(s -> (int) UNSHARE.invokeExact(s.state(), CLONE_NEWNS));
  }

  /// @param type and `options` empty where the flags need none
  static int mount(Bytes source, Bytes target, String type, long flags, String options) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment from = string(arena, source);
      MemorySegment at = string(arena, target);
      MemorySegment what = arena.allocateFrom(type);
      MemorySegment how = arena.allocateFrom(options);
      return (int)
          NativeCall.make(s -> (int) MOUNT.invokeExact(s.state(), from, at, what, flags, how));
    }
  }

  private static MemorySegment string(Arena arena, Bytes value) {
    byte[] bytes = value.toArray();
    MemorySegment memory = arena.allocate(bytes.length + 1L);
    MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
    return memory;
  }

  /// With all that is mounted below it, at once, and for good when the last user is gone.
  static int detach(Bytes target) {
    return (int)
        NativeCall.make(s -> (int) UMOUNT2.invokeExact(s.state(), s.path(target), MNT_DETACH));
  }
}
