package lockstep.server.check;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import lockstep.images.ImageId;

/// The object is the manifest of this image.
///
/// @param plainBytes where somebody signed its length
record ManifestProof(ImageId id, OptionalLong plainBytes) implements Proof {
  /// Of one whose length nobody signed: a hundred million entries.
  private static final long MOST_PLAIN_BYTES = 16L << 30;

  /// What zstd adds at most to what does not compress.
  private static final long MARGIN_BYTES = 1 << 20;

  @Override
  public void prove(Path file) throws IOException {
    var _ = describe(file);
  }

  ImageDescription describe(Path file) throws IOException {
    return ImageDescription.read(file, id, plainBytes.orElse(MOST_PLAIN_BYTES));
  }

  @Override
  public long maxBytes() {
    long plain = plainBytes.orElse(MOST_PLAIN_BYTES);
    return plain + plain / 128 + MARGIN_BYTES;
  }
}
