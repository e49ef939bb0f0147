package lockstep.server.repository;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import lockstep.images.Content;
import lockstep.images.ContentHash;
import lockstep.images.Entry;
import lockstep.images.IntegrityException;
import lockstep.images.Segment;
import org.jspecify.annotations.Nullable;

/// The hash of a file that is put together, where its parts' hashes do not say it already.
final class WholeFile {
  private static final byte[] ZEROS = new byte[64 << 10];

  private final @Nullable MessageDigest digest;

  private WholeFile(@Nullable MessageDigest digest) {
    this.digest = digest;
  }

  static WholeFile of(Content content) {
    boolean isOneChunk =
        content.segments().size() == 1 && content.segments().getFirst() instanceof Segment.Chunk;
    return new WholeFile(isOneChunk ? null : ContentHash.sha256());
  }

  /// The buffer's position stays.
  void update(ByteBuffer plain) {
    if (digest != null) {
      digest.update(plain.duplicate());
    }
  }

  void zeros(long length) {
    for (long left = length; digest != null && left > 0; left -= ZEROS.length) {
      digest.update(ZEROS, 0, (int) Math.min(left, ZEROS.length));
    }
  }

  /// @throws IntegrityException when what was put together is not the file's content
  ContentHash check(Entry.File file) throws IntegrityException {
    ContentHash wanted = file.content().hash();
    ContentHash found = digest == null ? wanted : ContentHash.of(digest);
    if (!found.equals(wanted)) {
      throw new IntegrityException(
          "%s: its chunks make a content of hash %s, it says %s"
              .formatted(file.path(), found, wanted));
    }
    return found;
  }
}
