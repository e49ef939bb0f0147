package lockstep.agent.spool;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.ContentHash;
import org.jspecify.annotations.Nullable;

/// Reads back what a [SpoolWriter] wrote, field by field. Not for several threads.
public final class SpoolReader implements Closeable {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final FileChannel file;
  private final ByteBuffer buffer;

  private SpoolReader(FileChannel file, int bufferBytes) {
    this.file = file;
    buffer = ByteBuffer.allocate(bufferBytes).limit(0);
  }

  /// For reading front to back.
  public static SpoolReader open(Path path) throws IOException {
    return open(path, BUFFER_BYTES);
  }

  /// @param bufferBytes how much is read at once: about a record where there is much [seeking][#seek]
  public static SpoolReader open(Path path, int bufferBytes) throws IOException {
    return new SpoolReader(FileChannel.open(path, StandardOpenOption.READ), bufferBytes);
  }

  public boolean atEnd() throws IOException {
    return !buffer.hasRemaining() && !fill();
  }

  /// Where the next field stands, in bytes.
  public long position() throws IOException {
    return file.position() - buffer.remaining();
  }

  public void seek(long position) throws IOException {
    file.position(position);
    buffer.limit(0);
  }

  public byte readByte() throws IOException {
    if (atEnd()) {
      throw new EOFException("a spool ends inside a record");
    }
    return buffer.get();
  }

  public long readLong() throws IOException {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      byte next = readByte();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IOException("a number in a spool is longer than 10 bytes");
  }

  public int readInt() throws IOException {
    return Math.toIntExact(readLong());
  }

  public byte[] readArray() throws IOException {
    return readExactly(readInt());
  }

  public Bytes readBytes() throws IOException {
    return Bytes.copyOf(readArray());
  }

  public RelativePath readPath() throws IOException {
    return RelativePath.ofOwned(readArray());
  }

  public @Nullable ContentHash readHash() throws IOException {
    return readByte() == 0 ? null : ContentHash.fromBytes(readExactly(ContentHash.BYTES));
  }

  private byte[] readExactly(int length) throws IOException {
    byte[] value = new byte[length];
    int done = 0;
    while (done < length) {
      if (atEnd()) {
        throw new EOFException("a spool ends inside a record");
      }
      int part = Math.min(length - done, buffer.remaining());
      buffer.get(value, done, part);
      done += part;
    }
    return value;
  }

  private boolean fill() throws IOException {
    buffer.clear();
    int read = file.read(buffer);
    buffer.flip();
    return read > 0;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
