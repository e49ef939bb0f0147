package lockstep.agent.root;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.tree.FileHandle;

/// Reads files that people write: rules, trigger files.
public final class SmallFile {
  /// Larger than any that makes sense.
  private static final int MAX_BYTES = 1024 * 1024;

  private SmallFile() {}

  /// All of the file.
  ///
  /// @throws ProblemException `E-TOO-LARGE` when it has more than a mebibyte: rules must not be cut
  public static byte[] read(FileHandle file) throws IOException {
    if (file.size() > MAX_BYTES) {
      throw new ProblemException(
          new Problem(
              "E-TOO-LARGE",
              file.toString(),
              "has %d bytes; a file of rules has at most %d".formatted(file.size(), MAX_BYTES),
              "shorten it"));
    }
    ByteBuffer content = ByteBuffer.allocate((int) file.size());
    int read = 0;
    while (content.hasRemaining() && read >= 0) {
      read = file.read(content, content.position());
    }
    return Arrays.copyOf(content.array(), content.position());
  }
}
