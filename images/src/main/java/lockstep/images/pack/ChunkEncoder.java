package lockstep.images.pack;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Makes chunks small: one zstd frame each, that says its size and nothing else. Not safe for threads.
public final class ChunkEncoder implements AutoCloseable {
  private final ZstdCompressCtx context = new ZstdCompressCtx();
  private byte[] plainRoom = new byte[0];
  private byte[] storedRoom = new byte[0];

  /// @param level of zstd, 1 to 19
  public ChunkEncoder(int level) {
    context.setLevel(level).setContentSize(true).setChecksum(false).setDictID(false);
  }

  /// The stored form of what remains in `plain`: a new array.
  public byte[] encode(ByteBuffer plain) {
    int length = plain.remaining();
    if (plainRoom.length < length) {
      plainRoom = new byte[Integer.highestOneBit(length) << 1];
      storedRoom = new byte[(int) Zstd.compressBound(plainRoom.length)];
    }
    plain.get(plainRoom, 0, length);
    int stored = context.compressByteArray(storedRoom, 0, storedRoom.length, plainRoom, 0, length);
    return Arrays.copyOf(storedRoom, stored);
  }

  @Override
  public void close() {
    context.close();
  }
}
