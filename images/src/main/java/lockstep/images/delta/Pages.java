package lockstep.images.delta;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Memory straight from the kernel, that goes back to it when its arena is closed. What `malloc` is given back stays with the
/// process as often as not, and groups are given back by the dozen. Safe for many threads.
@SuppressWarnings("restricted")
final class Pages {
  /// PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS: the same on both processors we run on.
  private static final int READ_WRITE = 3;

  private static final int PRIVATE_ANONYMOUS = 0x22;

  private static final MethodHandle MMAP =
      bind(
          "mmap",
          FunctionDescriptor.of(
              ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle MUNMAP =
      bind("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));

  private Pages() {}

  private static MethodHandle bind(String name, FunctionDescriptor type) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
  }

  /// @param bytes at least 1; all zero
  /// @throws OutOfMemoryError when the kernel has none
  static MemorySegment allocate(long bytes, Arena arena) {
    try {
      MemorySegment start =
          (MemorySegment)
              MMAP.invokeExact(MemorySegment.NULL, bytes, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0L);
      if (start.address() == -1) {
        throw new OutOfMemoryError("the kernel has no %d bytes of memory".formatted(bytes));
      }
      return start.reinterpret(bytes, arena, pages -> free(pages, bytes));
    } catch (Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("a downcall throws nothing of its own", e);
    }
  }

  private static void free(MemorySegment pages, long bytes) {
    try {
      int _ = (int) MUNMAP.invokeExact(pages, bytes);
    } catch (Throwable e) {
      throw new AssertionError("a downcall throws nothing of its own", e);
    }
  }
}
