package lockstep.agent.trigger;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// One command while it runs, in a session of its own, so that all it started can be ended with it.
final class Execution {
  private static final long LOOK_MILLIS = 20;
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final Process process;
  private final OutputTail output = new OutputTail();

  /// @param process started by `setsid`, so that its id is also its process group's
  Execution(Process process) {
    this.process = process;
  }

  /// Waits for its end. Output is looked for, not waited for: a daemon that the command left behind may hold the pipe
  /// open for ever.
  ///
  /// @param alive called all the while
  /// @return whether it ended by itself
  boolean await(Duration limit, Runnable alive) throws IOException, InterruptedException {
    try (InputStream in = process.getInputStream()) {
      boolean ended = await(in, limit, alive);
      if (!ended) {
        killAll();
      }
      output.take(in);
      return ended;
    } catch (InterruptedException e) {
      killAll();
      throw e;
    }
  }

  private boolean await(InputStream in, Duration limit, Runnable alive)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (true) {
      output.take(in);
      alive.run();
      if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        return true;
      }
      if (System.nanoTime() - start >= limit.toNanos()) {
        return false;
      }
    }
  }

  /// Asks first, then does not ask.
  private void killAll() throws IOException, InterruptedException {
    List<ProcessHandle> descendants = process.descendants().toList();
    signalGroup("TERM");
    process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    signalGroup("KILL");
    descendants.forEach(ProcessHandle::destroyForcibly);
    // By its handle: the process itself would close its output before it is read.
    process.toHandle().destroyForcibly();
    // Not for ever: a process that waits for a dead disk cannot be killed.
    process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Java has no word for a process group; the shell has.
  private void signalGroup(String signal) throws IOException, InterruptedException {
    new ProcessBuilder("/bin/sh", "-c", "kill -s \"$0\" -- \"-$1\"", signal, "" + process.pid())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  int exitCode() {
    return process.exitValue();
  }

  String output() {
    return output.text();
  }
}
