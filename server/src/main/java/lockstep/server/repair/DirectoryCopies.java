package lockstep.server.repair;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import lockstep.images.IntegrityException;

/// A repository, or a part of one, in a directory.
record DirectoryCopies(Path directory) implements CopySource {
  private static final int BUFFER_BYTES = 256 << 10;

  @Override
  public void copy(String object, long maxBytes, OutputStream out) throws IOException {
    long left = maxBytes;
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(directory.resolve(object))) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        left -= n;
        if (left < 0) {
          throw new IntegrityException("it is longer than %d bytes".formatted(maxBytes));
        }
        out.write(buffer, 0, n);
      }
    }
  }

  @Override
  public String name() {
    return directory.toString();
  }
}
