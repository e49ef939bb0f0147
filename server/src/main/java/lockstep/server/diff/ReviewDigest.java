package lockstep.server.diff;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import lockstep.images.ContentHash;
import lockstep.server.repository.Repository;
import lockstep.server.repository.StoredImage;

/// The digest of a review: that of all that `lockstep image diff REPO OLD NEW --json` prints.
public final class ReviewDigest {
  private static final int BUFFER_BYTES = 1 << 16;

  private ReviewDigest() {}

  public static ContentHash of(Repository repository, StoredImage old, StoredImage image)
      throws IOException {
    MessageDigest digest = ContentHash.sha256();
    OutputStream into = new DigestOutputStream(OutputStream.nullOutputStream(), digest);
    try (PrintStream out =
        new PrintStream(
            new BufferedOutputStream(into, BUFFER_BYTES), false, StandardCharsets.UTF_8)) {
      new ImageDiff(repository, old, image, ImageDiff.Mtimes.COUNTED).json(out);
    }
    return ContentHash.of(digest);
  }
}
