package lockstep.agent.root;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import lockstep.images.tree.FileHandle;

/// Reads files that people write: rules, trigger files.
public final class SmallFile {
  /// Larger than any that makes sense.
  private static final int MAX_BYTES = 1024 * 1024;

  private SmallFile() {}

  /// All of the file, or its first mebibyte.
  public static byte[] read(FileHandle file) throws IOException {
    ByteBuffer content = ByteBuffer.allocate((int) Math.min(file.size(), MAX_BYTES));
    int read = 0;
    while (content.hasRemaining() && read >= 0) {
      read = file.read(content, content.position());
    }
    return Arrays.copyOf(content.array(), content.position());
  }
}
