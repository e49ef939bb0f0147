package lockstep.images.tree;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import lockstep.excludes.Bytes;
import org.jspecify.annotations.Nullable;

/// One thread's native memory for the arguments of a call, so that a call allocates nothing.
///
/// What a method returns is good until the same method is called again by the same thread.
final class Scratch {
  /// The largest list of attributes, and the largest value, that Linux has; also a good size to list directories with.
  static final int DATA_BYTES = 64 << 10;

  private static final int PATH_BYTES = 4096 + 64;
  private static final int STRUCT_BYTES = 256;

  private static final StructLayout STATE_LAYOUT = Linker.Option.captureStateLayout();
  private static final long ERRNO_OFFSET =
      STATE_LAYOUT.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

  /// Freed with the thread, which a confined arena cannot be: nobody is told when a thread ends.
  private static final ThreadLocal<Scratch> CURRENT = ThreadLocal.withInitial(Scratch::new);

  private final MemorySegment state;
  private final MemorySegment path;
  private final MemorySegment secondPath;
  private final MemorySegment struct;
  private @Nullable MemorySegment data;
  private byte @Nullable [] heapData;

  private Scratch() {
    MemorySegment all = Arena.ofAuto().allocate(64 + STRUCT_BYTES + 2L * PATH_BYTES, Long.BYTES);
    state = all.asSlice(0, STATE_LAYOUT);
    struct = all.asSlice(64, STRUCT_BYTES);
    path = all.asSlice(64 + STRUCT_BYTES, PATH_BYTES);
    secondPath = all.asSlice(64 + STRUCT_BYTES + PATH_BYTES, PATH_BYTES);
  }

  static Scratch ofThisThread() {
    return CURRENT.get();
  }

  /// Where a call leaves its `errno`.
  MemorySegment state() {
    return state;
  }

  int errno() {
    return state.get(ValueLayout.JAVA_INT, ERRNO_OFFSET);
  }

  /// Room for one of the kernel's small structures; its content is what the last user left.
  MemorySegment struct() {
    return struct;
  }

  /// The bytes of `value` as a C string.
  MemorySegment path(Bytes value) {
    return fill(path, 0, value);
  }

  MemorySegment secondPath(Bytes value) {
    return fill(secondPath, 0, value);
  }

  /// `/proc/self/fd/N`, or `/proc/self/fd/N/NAME`: a path for calls that take no descriptor. With a name nothing is
  /// followed but the descriptor itself.
  MemorySegment descriptorPath(int descriptor, @Nullable Bytes name) {
    byte[] prefix =
        ("/proc/self/fd/" + descriptor + (name == null ? "" : "/"))
            .getBytes(StandardCharsets.US_ASCII);
    MemorySegment.copy(prefix, 0, path, ValueLayout.JAVA_BYTE, 0, prefix.length);
    return fill(path, prefix.length, name == null ? Bytes.EMPTY : name);
  }

  private static MemorySegment fill(MemorySegment target, int offset, Bytes value) {
    int length = value.length();
    if (offset + length >= PATH_BYTES) {
      throw new IllegalArgumentException("longer than any path: " + length + " bytes");
    }
    for (int i = 0; i < length; i++) {
      byte b = value.at(i);
      if (b == 0) {
        throw new IllegalArgumentException("a NUL byte in " + value);
      }
      target.set(ValueLayout.JAVA_BYTE, offset + i, b);
    }
    target.set(ValueLayout.JAVA_BYTE, offset + length, (byte) 0);
    return target;
  }

  /// [#DATA_BYTES] of native memory.
  MemorySegment data() {
    MemorySegment present = data;
    if (present == null) {
      present = Arena.ofAuto().allocate(DATA_BYTES, Long.BYTES);
      data = present;
    }
    return present;
  }

  /// The first `length` bytes of [#data], copied to where Java reads fast.
  byte[] heapData(int length) {
    byte[] present = heapData;
    if (present == null) {
      present = new byte[DATA_BYTES];
      heapData = present;
    }
    MemorySegment.copy(data(), ValueLayout.JAVA_BYTE, 0, present, 0, length);
    return present;
  }
}
