package lockstep.agent.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.ContentHash;
import org.jspecify.annotations.Nullable;

/// Writes the fields of records, one after the other, with the power to take back what was written last.
///
/// Not for several threads.
public final class SpoolWriter implements Closeable {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final FileChannel file;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private long flushed;

  private SpoolWriter(FileChannel file) {
    this.file = file;
  }

  /// Creates the file, or empties it.
  public static SpoolWriter create(Path path) throws IOException {
    return new SpoolWriter(
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE));
  }

  /// Where the next field will stand, in bytes.
  public long position() {
    return flushed + buffer.position();
  }

  /// Takes back everything from `position` on.
  public void truncate(long position) throws IOException {
    if (position >= flushed) {
      buffer.position((int) (position - flushed));
      return;
    }
    buffer.clear();
    file.truncate(position);
    file.position(position);
    flushed = position;
  }

  /// Changes one byte that was written before.
  public void patch(long position, byte value) throws IOException {
    if (position >= flushed) {
      buffer.put((int) (position - flushed), value);
    } else {
      file.write(ByteBuffer.wrap(new byte[] {value}), position);
    }
  }

  public SpoolWriter put(byte value) throws IOException {
    room(1);
    buffer.put(value);
    return this;
  }

  /// Seven bits a byte, the lowest first.
  public SpoolWriter put(long value) throws IOException {
    room(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      buffer.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    buffer.put((byte) rest);
    return this;
  }

  public SpoolWriter put(byte[] value) throws IOException {
    put(value.length);
    if (value.length > buffer.capacity()) {
      flush();
      ByteBuffer whole = ByteBuffer.wrap(value);
      while (whole.hasRemaining()) {
        flushed += file.write(whole);
      }
    } else {
      room(value.length);
      buffer.put(value);
    }
    return this;
  }

  public SpoolWriter put(Bytes value) throws IOException {
    return put(value.toArray());
  }

  public SpoolWriter put(RelativePath value) throws IOException {
    return put(value.toArray());
  }

  public SpoolWriter put(@Nullable ContentHash value) throws IOException {
    if (value == null) {
      return put((byte) 0);
    }
    put((byte) 1);
    room(ContentHash.BYTES);
    buffer.put(value.toArray());
    return this;
  }

  private void room(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      flush();
    }
  }

  private void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      flushed += file.write(buffer);
    }
    buffer.clear();
  }

  @Override
  public void close() throws IOException {
    try (file) {
      flush();
    }
  }
}
