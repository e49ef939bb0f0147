package lockstep.server.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import lockstep.images.chunk.Chunker;
import lockstep.images.chunk.ContentSource;
import lockstep.images.tree.FileHandle;
import lockstep.images.tree.Stat;

/// An open file, front to back, its holes stepped over.
final class FileContent implements ContentSource {
  private static final int BYTES_PER_BLOCK512 = 512;

  private final FileHandle file;
  private final long size;
  private final boolean sparse;
  private long position;

  FileContent(FileHandle file, Stat stat) {
    this.file = file;
    this.size = stat.size();
    this.sparse = stat.blocks512() * BYTES_PER_BLOCK512 < stat.size();
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = file.read(ByteBuffer.wrap(buffer, offset, length), position);
    position += Math.max(read, 0);
    return read;
  }

  @Override
  public long skipHole() throws IOException {
    if (!sparse || position >= size) {
      return 0;
    }
    long data = Math.min(file.nextData(position), size);
    long skipped = Math.max(0, data - position) / Chunker.BLOCK_BYTES * Chunker.BLOCK_BYTES;
    position += skipped;
    return skipped;
  }
}
