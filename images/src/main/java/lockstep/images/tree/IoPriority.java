package lockstep.images.tree;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/// What the kernel thinks of a thread's reads and writes when others want the disk as well. Threads inherit it from the one
/// that starts them, and so do processes.
///
/// @param value as `ioprio_set` takes it: the class, and the level in it
public record IoPriority(int value) {
  /// Served when nobody else has anything to read or write.
  public static final IoPriority IDLE = new IoPriority(3 << 13);

  private static final int CLASS = ~0 << 13;
  private static final int WHO_PROCESS = 1;
  private static final Path THREADS = Path.of("/proc/self/task");

  private static final MethodHandle IOPRIO_SET =
      NativeCall.variadic(1, "syscall", JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle IOPRIO_GET =
      NativeCall.variadic(1, "syscall", JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT);

  public static IoPriority ofThisThread() throws SystemCallException {
    long result =
        NativeCall.make(s ->
            (long)
                IOPRIO_GET.invokeExact(
                    s.state(), Architecture.CURRENT.ioprioGet(), WHO_PROCESS, 0));
    if (result < 0) {
      throw new SystemCallException("ioprio_get", "", (int) -result);
    }
    // Where none was ever set, some kernels add a level that they do not take back.
    return new IoPriority((result & CLASS) == 0 ? 0 : (int) result);
  }

  /// Gives it to every thread of this process, those that the JVM has for itself included.
  public void giveToThisProcess() throws IOException {
    Set<String> given = new HashSet<>();
    // A thread that was not given it yet may have started others meanwhile.
    while (giveTo(given)) {}
  }

  /// @return whether there was any thread that is not among those
  private boolean giveTo(Set<String> given) throws IOException {
    boolean fresh = false;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
      for (Path thread : threads) {
        String name = thread.getFileName().toString();
        if (given.add(name)) {
          fresh = true;
          give(Integer.parseInt(name));
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return fresh;
  }

  private void give(int thread) throws SystemCallException {
    long result =
        NativeCall.make(s ->
            (long)
                IOPRIO_SET.invokeExact(
                    s.state(), Architecture.CURRENT.ioprioSet(), WHO_PROCESS, thread, value));
    if (result < 0 && result != -SystemCallException.ESRCH) { // a thread may end at any time
      throw new SystemCallException("ioprio_set", "thread " + thread, (int) -result);
    }
  }
}
