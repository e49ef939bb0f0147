package lockstep.server.extract;

import java.io.IOException;
import java.nio.ByteBuffer;
import lockstep.images.chunk.Chunker;
import lockstep.images.tree.FileHandle;
import lockstep.images.tree.SparseWriter;
import lockstep.server.repository.ContentSink;

/// Writes a file's content with holes for its blocks of zeros. Chunks end anywhere, and a block of zeros may lie across two:
/// so they are put together here and written in whole blocks.
final class AlignedContent implements ContentSink {
  private static final int BUFFER_BYTES = 64 * Chunker.BLOCK_BYTES;

  private final FileHandle file;
  private final ByteBuffer buffer;

  /// Where the buffer's first byte belongs; a multiple of the block size.
  private long position;

  /// @param buffer of [#newBuffer]; may be used again for the next file
  AlignedContent(FileHandle file, ByteBuffer buffer) {
    this.file = file;
    this.buffer = buffer.clear();
  }

  static ByteBuffer newBuffer() {
    return ByteBuffer.allocateDirect(BUFFER_BYTES);
  }

  @Override
  public void data(ByteBuffer plain) throws IOException {
    while (plain.hasRemaining()) {
      int taken = Math.min(plain.remaining(), buffer.remaining());
      buffer.put(plain.slice(plain.position(), taken));
      plain.position(plain.position() + taken);
      if (!buffer.hasRemaining()) {
        flush();
      }
    }
  }

  /// Holes start and end at block boundaries.
  @Override
  public void hole(long length) throws IOException {
    flush();
    position += length;
  }

  private void flush() throws IOException {
    SparseWriter.write(buffer.flip(), position, file);
    position += buffer.limit();
    buffer.clear();
  }

  /// All content was told: the file gets its length.
  void finish(long size) throws IOException {
    flush();
    file.truncate(size);
  }
}
