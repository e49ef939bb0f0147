package lockstep.images.tree;

import java.io.IOException;
import java.nio.ByteBuffer;
import lockstep.images.chunk.Chunker;

/// Writes bytes and leaves holes where a whole 4 KiB block of the file is zero. Copying is not for several threads.
public final class SparseWriter {
  private static final int COPY_BYTES = 256 * 1024;

  private final ByteBuffer buffer = ByteBuffer.allocate(COPY_BYTES);

  /// @param position in the file; the caller ends with `truncate`, which makes a trailing hole count
  public static void write(ByteBuffer bytes, long position, FileHandle file) throws IOException {
    int end = bytes.limit();
    int at = bytes.position();
    while (at < end) {
      int zeros = zeroBlocks(bytes, at, end, position);
      at += zeros;
      position += zeros;
      int data = dataBytes(bytes, at, end, position);
      if (data > 0) {
        file.write(bytes.duplicate().position(at).limit(at + data), position);
      }
      at += data;
      position += data;
    }
  }

  /// How many bytes from `at` on are whole zero blocks of the file.
  private static int zeroBlocks(ByteBuffer bytes, int at, int end, long position) {
    int length = 0;
    while (at + length < end && isZeroBlock(bytes, at + length, end, position + length)) {
      length += Chunker.BLOCK_BYTES;
    }
    return length;
  }

  private static int dataBytes(ByteBuffer bytes, int at, int end, long position) {
    int length = 0;
    while (at + length < end && !isZeroBlock(bytes, at + length, end, position + length)) {
      long toBoundary = Chunker.BLOCK_BYTES - (position + length) % Chunker.BLOCK_BYTES;
      length += (int) Math.min(toBoundary, end - at - length);
    }
    return length;
  }

  private static boolean isZeroBlock(ByteBuffer bytes, int at, int end, long position) {
    if (position % Chunker.BLOCK_BYTES != 0 || end - at < Chunker.BLOCK_BYTES) {
      return false;
    }
    for (int i = 0; i < Chunker.BLOCK_BYTES; i += 8) {
      if (bytes.getLong(at + i) != 0) {
        return false;
      }
    }
    return true;
  }

  /// Copies a whole file.
  public void copy(FileHandle source, FileHandle target) throws IOException {
    long size = source.size();
    long position = source.nextData(0);
    while (position >= 0 && position < size) {
      int read = source.read(buffer.clear(), position);
      if (read <= 0) {
        return;
      }
      write(buffer.flip(), position, target);
      position = source.nextData(position + read);
    }
  }
}
