package lockstep.images.tree;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// How long this process has been, and what it took of the processors.
public final class ProcessClock {
  private static final int CLOCK_PROCESS_CPUTIME_ID = 2;
  private static final int CLOCK_BOOTTIME = 7;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /// The unit of times in `/proc`, the same on all that Lockstep runs on.
  private static final long NANOS_PER_TICK = NANOS_PER_SECOND / 100;

  /// Where the start is in `/proc/self/stat`, counted from behind the name.
  private static final int START_FIELD = 20;

  private static final MethodHandle CLOCK_GETTIME =
      NativeCall.bind("clock_gettime", JAVA_INT, JAVA_INT, ADDRESS);

  private ProcessClock() {}

  /// Of all threads, those of the JVM included, since the process began; not of its children.
  public static long cpuNanos() {
    return read(CLOCK_PROCESS_CPUTIME_ID);
  }

  /// Since the process began; 0 where there is no `/proc` to tell.
  public static long aliveNanos() {
    try {
      String stat = Files.readString(Path.of("/proc/self/stat"), StandardCharsets.ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 1).split(" ", -1);
      long start = Long.parseLong(fields[START_FIELD]) * NANOS_PER_TICK;
      return Math.max(0, read(CLOCK_BOOTTIME) - start);
    } catch (IOException e) {
      return 0;
    }
  }

  private static long read(int clock) {
    Scratch scratch = Scratch.ofThisThread();
    long result =
        NativeCall.make(s -> (int) CLOCK_GETTIME.invokeExact(s.state(), clock, s.struct()));
    if (result < 0) {
      throw new AssertionError("Linux has clock " + clock + " always: errno " + -result);
    }
    MemorySegment time = scratch.struct();
    return time.get(JAVA_LONG, 0) * NANOS_PER_SECOND + time.get(JAVA_LONG, 8);
  }
}
