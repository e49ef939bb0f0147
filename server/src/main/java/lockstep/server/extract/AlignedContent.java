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

  /// The file has its length at once: XFS would otherwise set room aside behind each piece, and that would fill the holes.
  ///
  /// @param buffer of [#newBuffer]; may be used again for the next file
  static AlignedContent begin(FileHandle file, long size, ByteBuffer buffer) throws IOException {
    file.truncate(size);
    return new AlignedContent(file, buffer.clear());
  }

  private AlignedContent(FileHandle file, ByteBuffer buffer) {
    this.file = file;
    this.buffer = buffer;
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

  /// All content was told.
  void finish() throws IOException {
    flush();
  }
}
