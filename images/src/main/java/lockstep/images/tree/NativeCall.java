package lockstep.images.tree;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// How a function of the C library is found, and how it is called.
final class NativeCall {
  private static final Linker LINKER = Linker.nativeLinker();

  private NativeCall() {}

  /// One call, its arguments laid out in the memory it is given.
  @FunctionalInterface
  interface Downcall {
    long invoke(Scratch scratch) throws Throwable;
  }

  /// @return what the call answers, or the negative `errno`
  static long make(Downcall downcall) {
    Scratch scratch = Scratch.ofThisThread();
    try {
      while (true) {
        long result = downcall.invoke(scratch);
        if (result >= 0) {
          return result;
        }
        int errno = scratch.errno();
        if (errno != SystemCallException.EINTR) {
          return -errno;
        }
      }
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /// What to throw when a downcall threw: the caller's mistake as it is, nothing else can be.
  static RuntimeException impossible(Throwable thrown) {
    if (thrown instanceof Error e) {
      throw e;
    }
    if (thrown instanceof RuntimeException e) {
      return e;
    }
    throw new AssertionError("a downcall throws nothing of its own", thrown);
  }

  @SuppressWarnings("restricted")
  static MethodHandle bind(String function, ValueLayout result, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        address(function),
        FunctionDescriptor.of(result, arguments),
        Linker.Option.captureCallState("errno"));
  }

  @SuppressWarnings("restricted")
  static MethodHandle variadic(
      int firstVariadic, String function, ValueLayout result, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        address(function),
        FunctionDescriptor.of(result, arguments),
        Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(firstVariadic));
  }

  private static MemorySegment address(String function) {
    return LINKER
        .defaultLookup()
        .find(function)
        .orElseThrow(() ->
            new UnsupportedOperationException(
                "the C library has no " + function + "; Lockstep needs glibc 2.28 or newer"));
  }
}
