package lockstep.images.pack;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import lockstep.images.ContentHash;
import lockstep.images.IntegrityException;
import lockstep.images.Segment;
import lockstep.images.chunk.ChunkSizes;
import lockstep.images.stored.FrameHeader;

/// The only door from stored bytes to a chunk: what comes out has the length and the hash the manifest says.
///
/// Never writes more than that length, whatever the frame would unpack to. Holds a buffer of the longest chunk seen.
/// Not safe for threads.
public final class ChunkDecoder implements AutoCloseable {
  private final ZstdDecompressCtx context = new ZstdDecompressCtx();
  private final MessageDigest digest = ContentHash.sha256();
  private byte[] storedBytes = new byte[0];
  private byte[] plain = new byte[0];

  /// @param stored exactly one frame between position and limit, which stay where they are
  /// @return the plain bytes, in a buffer with an array, valid until the next call
  /// @throws IntegrityException when they are not the chunk
  public ByteBuffer decode(ByteBuffer stored, Segment.Chunk chunk) throws IntegrityException {
    int length = chunk.lengthBytes();
    if (length < 1 || length > ChunkSizes.LIMIT_BYTES) {
      throw new IntegrityException("chunk %s of %d bytes".formatted(chunk.hash(), length));
    }
    FrameHeader header = FrameHeader.of(stored);
    if (header.contentBytes() != length || header.windowBytes() > maxWindow(length)) {
      throw new IntegrityException(
          "chunk %s: its frame says %d bytes with a window of %d, the manifest says %d bytes"
              .formatted(chunk.hash(), header.contentBytes(), header.windowBytes(), length));
    }
    unpack(stored, chunk);
    digest.update(plain, 0, length);
    ContentHash found = ContentHash.of(digest);
    if (!found.equals(chunk.hash())) {
      throw new IntegrityException("chunk %s unpacks to %s".formatted(chunk.hash(), found));
    }
    return ByteBuffer.wrap(plain, 0, length);
  }

  /// zstd rounds a window up to a power of two, and to 1 KiB at least.
  private static long maxWindow(int length) {
    return Math.max(1024, 2L * length);
  }

  private void unpack(ByteBuffer stored, Segment.Chunk chunk) throws IntegrityException {
    int storedLength = stored.remaining();
    storedBytes = ensure(storedBytes, storedLength);
    stored.duplicate().get(storedBytes, 0, storedLength);
    plain = ensure(plain, chunk.lengthBytes());
    try {
      long frameLength = Zstd.findFrameCompressedSize(storedBytes, 0, storedLength);
      if (frameLength != storedLength) {
        throw new IntegrityException(
            "chunk %s: its frame has %d bytes, its place %d"
                .formatted(chunk.hash(), frameLength, storedLength));
      }
      int length =
          context.decompressByteArray(plain, 0, chunk.lengthBytes(), storedBytes, 0, storedLength);
      if (length != chunk.lengthBytes()) {
        throw new IntegrityException(
            "chunk %s unpacks to %d bytes".formatted(chunk.hash(), length));
      }
    } catch (ZstdException e) {
      throw new IntegrityException(
          "chunk %s does not unpack: %s".formatted(chunk.hash(), e.getMessage()), e);
    }
  }

  private static byte[] ensure(byte[] buffer, int length) {
    return buffer.length >= length ? buffer : new byte[Math.max(length, 64 << 10)];
  }

  @Override
  public void close() {
    context.close();
  }
}
