package lockstep.agent.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import lockstep.agent.plan.Step;
import lockstep.agent.plan.StepCodec;
import lockstep.images.IntegrityException;
import org.jspecify.annotations.Nullable;

/// Reads a journal from either end. Not for several threads.
public final class JournalReader implements Closeable {
  private static final int WINDOW_BYTES = 64 * 1024;

  private final FileChannel file;
  private final long size;

  /// The bytes of the file from [#windowStart] on.
  private ByteBuffer window = ByteBuffer.allocate(0);

  private long windowStart;
  private long position;

  private JournalReader(FileChannel file, long size) {
    this.file = file;
    this.size = size;
  }

  /// @param steps how many it must hold
  /// @throws IntegrityException when it does not hold so many whole steps and nothing else
  static JournalReader open(Path path, long steps) throws IOException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
    JournalReader reader = new JournalReader(file, file.size());
    try {
      if (reader.size < JournalFormat.HEADER_BYTES
          || reader.bytes(0, JournalFormat.HEADER_BYTES).getLong() != JournalFormat.MAGIC) {
        throw new IntegrityException(path + " is no journal of version 1");
      }
      reader.check(path, steps);
    } catch (IOException e) {
      file.close();
      throw e;
    }
    reader.toStart();
    return reader;
  }

  private void check(Path path, long steps) throws IOException {
    toStart();
    long found = 0;
    while (next() != null) {
      found++;
    }
    if (found != steps) {
      throw new IntegrityException(
          "%s holds %d steps instead of %d".formatted(path, found, steps));
    }
  }

  public void toStart() {
    position = JournalFormat.HEADER_BYTES;
  }

  public void toEnd() {
    position = size;
  }

  /// The step behind the position; null at the end.
  public @Nullable Step next() throws IOException {
    if (position >= size) {
      return null;
    }
    int length = length(position);
    Step step = step(position, length);
    position += JournalFormat.FRAME_BYTES + length;
    return step;
  }

  /// The step before the position; null at the start.
  public @Nullable Step previous() throws IOException {
    if (position <= JournalFormat.HEADER_BYTES) {
      return null;
    }
    int length = length(position - 4);
    position -= JournalFormat.FRAME_BYTES + length;
    return step(position, length);
  }

  private int length(long at) throws IOException {
    int length = bytes(at, 4).getInt();
    if (length < 0 || length > JournalFormat.MAX_RECORD_BYTES) {
      throw damaged(at);
    }
    return length;
  }

  private Step step(long at, int length) throws IOException {
    ByteBuffer frame = bytes(at, JournalFormat.FRAME_BYTES + length);
    frame.getInt();
    int checksum = frame.getInt();
    byte[] payload = new byte[length];
    frame.get(payload);
    if (frame.getInt() != length || JournalFormat.checksum(payload) != checksum) {
      throw damaged(at);
    }
    return StepCodec.decode(payload);
  }

  private ByteBuffer bytes(long at, int length) throws IOException {
    if (at < 0 || at + length > size) {
      throw damaged(at);
    }
    if (at < windowStart || at + length > windowStart + window.limit()) {
      fillAround(at, length);
    }
    int from = (int) (at - windowStart);
    return window.slice(from, length);
  }

  /// Reads a window that has the bytes in its middle, so that reading on in either direction is served by it.
  private void fillAround(long at, int length) throws IOException {
    int capacity = Math.max(WINDOW_BYTES, length);
    windowStart = Math.max(0, at - (capacity - length) / 2);
    window = ByteBuffer.allocate((int) Math.min(capacity, size - windowStart));
    while (window.hasRemaining()) {
      if (file.read(window, windowStart + window.position()) < 0) {
        throw damaged(at);
      }
    }
    window.flip();
  }

  private static IntegrityException damaged(long at) {
    return new IntegrityException("the journal is damaged at byte " + at);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
