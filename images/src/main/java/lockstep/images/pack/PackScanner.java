package lockstep.images.pack;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import lockstep.images.ContentHash;
import lockstep.images.IntegrityException;
import lockstep.images.chunk.ChunkSizes;
import lockstep.images.stored.FrameHeader;
import org.jspecify.annotations.Nullable;

/// Reads a pack without its index: every chunk that it holds, in order. Not safe for threads.
public final class PackScanner implements AutoCloseable {
  private static final int BUFFER_BYTES = 256 << 10;

  private final InputStream in;
  private final byte[] window = new byte[PackFormat.MAX_STORED_BYTES];
  private int filled;
  private long offset;

  /// @param pack closed with the scanner
  public PackScanner(InputStream pack) {
    this.in = new BufferedInputStream(pack, BUFFER_BYTES);
  }

  /// A chunk by what its bytes are.
  public record Found(ContentHash hash, long offset, int storedLength) {}

  /// The next chunk, or null after the last.
  ///
  /// @throws IntegrityException at anything that is no chunk; nothing behind it can be found
  public @Nullable Found next() throws IOException {
    filled += in.readNBytes(window, filled, window.length - filled);
    if (filled == 0) {
      return null;
    }
    FrameHeader header = FrameHeader.of(ByteBuffer.wrap(window, 0, filled));
    if (header.contentBytes() < 1 || header.contentBytes() > ChunkSizes.LIMIT_BYTES) {
      throw new IntegrityException(
          "a frame of %d bytes at %d is no chunk".formatted(header.contentBytes(), offset));
    }
    try {
      int length = (int) Zstd.findFrameCompressedSize(window, 0, filled);
      byte[] stored = Arrays.copyOf(window, length);
      byte[] plain = Zstd.decompress(stored, (int) header.contentBytes());
      return advance(new Found(ContentHash.of(plain), offset, length));
    } catch (ZstdException e) {
      throw new IntegrityException("no frame ends well after %d bytes".formatted(offset), e);
    }
  }

  private Found advance(Found found) {
    System.arraycopy(window, found.storedLength(), window, 0, filled - found.storedLength());
    filled -= found.storedLength();
    offset += found.storedLength();
    return found;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
