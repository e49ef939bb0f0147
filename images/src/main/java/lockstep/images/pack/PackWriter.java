package lockstep.images.pack;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import lockstep.images.ContentHash;

/// Writes stored chunks one after the other and learns the pack's name. Not safe for threads.
public final class PackWriter {
  private final OutputStream out;
  private final MessageDigest digest = ContentHash.sha256();
  private long size;

  /// @param out stays open
  public PackWriter(OutputStream out) {
    this.out = out;
  }

  /// @param stored what [ChunkEncoder] made
  /// @return the offset it begins at
  public long add(ByteBuffer stored) throws IOException {
    byte[] bytes = new byte[stored.remaining()];
    stored.duplicate().get(bytes);
    out.write(bytes);
    digest.update(bytes);
    long offset = size;
    size += bytes.length;
    return offset;
  }

  public long sizeBytes() {
    return size;
  }

  /// To be called once, after the last chunk; flushes.
  public Pack finish() throws IOException {
    out.flush();
    return new Pack(ContentHash.of(digest), size);
  }
}
