package lockstep.images.gzip;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Runs a filter program: standard input to standard output.
final class Programs {
  private Programs() {}

  static byte[] run(List<String> command, byte[] input) throws IOException {
    Path from = Files.createTempFile("lockstep", ".in");
    try {
      Files.write(from, input);
      Process process =
          new ProcessBuilder(command)
              .redirectInput(from.toFile())
              .redirectError(Redirect.INHERIT)
              .start();
      byte[] output = process.getInputStream().readAllBytes();
      if (process.onExit().join().exitValue() != 0) {
        throw new IOException(command + " failed");
      }
      return output;
    } finally {
      Files.delete(from);
    }
  }
}
