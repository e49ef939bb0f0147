package lockstep.images.tree;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Puts another program in the place of this one, in the same process: whoever watches over the process need not know.
public final class NextProgram {
  private static final Path OPEN_FILES = Path.of("/proc/self/fd");
  private static final int FIRST_OF_OUR_OWN = 3;
  private static final int F_SETFD = 2;
  private static final int FD_CLOEXEC = 1;

  private static final int SIGTERM = 15;

  /// More than a `struct sigaction` has. All zeros, it asks for what a signal does by default.
  private static final long SIGACTION_BYTES = 256;

  private static final MethodHandle SIGACTION =
      NativeCall.bind("sigaction", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle EXECV = NativeCall.bind("execv", JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle FCNTL =
      NativeCall.variadic(2, "fcntl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);

  private NextProgram() {}

  /// Returns only by throwing, or when it is not wanted any more. Environment, standard streams, working directory and process id stay; threads end where they
  /// are, and open files, and with them locks, are let go.
  ///
  /// A SIGTERM that this program is told of too late to answer must not be lost with it: while `wanted` is asked, and until the next
  /// program has a handler of its own, it ends the process.
  ///
  /// @param arguments the first is the program's name
  public static void become(Path program, List<String> arguments, BooleanSupplier wanted)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment handler = arena.allocate(SIGACTION_BYTES);
      onTermination(arena.allocate(SIGACTION_BYTES), handler);
      try {
        if (wanted.getAsBoolean()) {
          replace(program, arguments);
        }
      } finally {
        onTermination(handler, MemorySegment.NULL);
      }
    }
  }

  private static void onTermination(MemorySegment action, MemorySegment before) {
    var _ = NativeCall.make(s -> (int) SIGACTION.invokeExact(s.state(), SIGTERM, action, before));
  }

  private static void replace(Path program, List<String> arguments) throws IOException {
    letGoOfFiles();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = arena.allocateFrom(program.toString());
      MemorySegment list = arena.allocate(ADDRESS, arguments.size() + 1L);
      for (int i = 0; i < arguments.size(); i++) {
        list.setAtIndex(ADDRESS, i, arena.allocateFrom(arguments.get(i)));
      }
      list.setAtIndex(ADDRESS, arguments.size(), MemorySegment.NULL);
      long result = NativeCall.make(s -> (int) EXECV.invokeExact(s.state(), path, list));
      throw new SystemCallException("execve", program.toString(), (int) -result);
    }
  }

  /// Java opens most files so that other programs do not get them, but not all.
  private static void letGoOfFiles() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(OPEN_FILES)) {
      for (Path file : files) {
        int number = Integer.parseInt(file.getFileName().toString());
        if (number >= FIRST_OF_OUR_OWN) {
          // One that was closed meanwhile is gone as well.
          var _ =
              NativeCall.make(s -> (int) FCNTL.invokeExact(s.state(), number, F_SETFD, FD_CLOEXEC));
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }
}
