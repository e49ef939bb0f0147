package lockstep.server.check;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.function.LongConsumer;
import lockstep.images.ContentHash;
import lockstep.images.IntegrityException;

/// The object has this SHA-256.
///
/// @param maxBytes its length, or a bound for it where the length is not known
/// @param progress is told of bytes as they are read
record DigestProof(ContentHash digest, long maxBytes, LongConsumer progress) implements Proof {
  private static final int BUFFER_BYTES = 256 << 10;

  @Override
  public void prove(Path file) throws IOException {
    MessageDigest sha256 = ContentHash.sha256();
    long length = 0;
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sha256.update(buffer, 0, n);
        length += n;
        progress.accept(n);
      }
    }
    ContentHash found = ContentHash.of(sha256);
    if (!found.equals(digest)) {
      throw new IntegrityException(
          "its %d bytes have the SHA-256 %s, not %s".formatted(length, found, digest));
    }
  }
}
