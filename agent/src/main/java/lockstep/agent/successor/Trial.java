package lockstep.agent.successor;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import lockstep.images.console.Figures;
import lockstep.images.console.Inert;

/// How the program does that would follow this one.
public sealed interface Trial {
  /// It started, and the server heard it, or it has none.
  record Fit() implements Trial {}

  /// It started, and the server did not hear it.
  record Unheard(String why) implements Trial {}

  /// It does not take this machine's settings or options.
  record Misled(String why) implements Trial {}

  /// It does not even start.
  record Unfit(String why) implements Trial {}

  /// The argument for which it checks in and ends.
  String ARGUMENT = "--trial";

  /// What it then exits with when the server did not hear it.
  int EXIT_UNHEARD = 4;

  /// As of every command.
  int EXIT_USAGE = 2;

  Duration LONGEST = Duration.ofMinutes(2);

  /// Tries it, as a process of its own.
  ///
  /// @param alive is called while it runs
  static Trial of(OwnProgram own, Runnable alive) throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(own.commandLine(ARGUMENT))
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .start();
    } catch (IOException e) {
      return new Unfit(String.valueOf(e.getMessage()));
    }
    try (Said said = new Said(process.getInputStream())) {
      long end = System.nanoTime() + LONGEST.toNanos();
      while (!process.waitFor(1, TimeUnit.SECONDS)) {
        alive.run();
        if (System.nanoTime() > end) {
          return new Unfit("it does not end within " + Figures.duration(LONGEST));
        }
      }
      return switch (process.exitValue()) {
        case 0 -> new Fit();
        case EXIT_UNHEARD -> new Unheard(said.last());
        case EXIT_USAGE -> new Misled(said.last());
        default -> new Unfit("exit code " + process.exitValue() + said.after());
      };
    } finally {
      process.destroyForcibly();
    }
  }

  /// The end of what a process says.
  final class Said implements AutoCloseable {
    private static final int KEPT = 300;

    private final StringBuilder text = new StringBuilder();
    private final Thread reader;

    private Said(InputStream out) {
      reader = Thread.ofVirtual().start(() -> read(out));
    }

    private void read(InputStream out) {
      byte[] buffer = new byte[1 << 12];
      try {
        for (int read = out.read(buffer); read >= 0; read = out.read(buffer)) {
          keep(new String(buffer, 0, read, StandardCharsets.UTF_8));
        }
      } catch (IOException e) {
        // it was ended
      }
    }

    private synchronized void keep(String more) {
      text.append(more);
      text.delete(0, Math.max(0, text.length() - KEPT));
    }

    private synchronized String kept() {
      return text.toString();
    }

    private String last() throws InterruptedException {
      reader.join(Duration.ofSeconds(1)); // what it started may have its standard output still
      return Inert.text(kept().strip());
    }

    private String after() throws InterruptedException {
      String last = last();
      return last.isEmpty() ? "" : ": " + last;
    }

    @Override
    public void close() {
      reader.interrupt();
    }
  }
}
