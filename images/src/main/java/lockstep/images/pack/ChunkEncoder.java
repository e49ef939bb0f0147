package lockstep.images.pack;

import com.github.luben.zstd.ZstdCompressCtx;

/// Makes chunks small: one zstd frame each, that says its size and nothing else. Not safe for threads.
public final class ChunkEncoder implements AutoCloseable {
  private final ZstdCompressCtx context = new ZstdCompressCtx();

  /// @param level of zstd, 1 to 19
  public ChunkEncoder(int level) {
    context.setLevel(level).setContentSize(true).setChecksum(false).setDictID(false);
  }

  /// The stored form of `plain`: a new array.
  public byte[] encode(byte[] plain) {
    return context.compress(plain);
  }

  @Override
  public void close() {
    context.close();
  }
}
