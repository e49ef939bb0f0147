package lockstep.agent.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import lockstep.agent.plan.Step;
import lockstep.agent.plan.StepCodec;

/// Writes a transaction's journal. Not for several threads.
public final class JournalWriter implements Closeable {
  private final FileChannel file;
  private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
  private long steps;

  private JournalWriter(FileChannel file) {
    this.file = file;
  }

  static JournalWriter create(Path path) throws IOException {
    JournalWriter writer =
        new JournalWriter(
            FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    writer.buffer.putLong(JournalFormat.MAGIC);
    return writer;
  }

  public void add(Step step) throws IOException {
    ByteBuffer frame = JournalFormat.frame(StepCodec.encode(step));
    if (frame.remaining() > buffer.remaining()) {
      flush();
    }
    if (frame.remaining() > buffer.remaining()) {
      write(frame);
    } else {
      buffer.put(frame);
    }
    steps++;
  }

  public long steps() {
    return steps;
  }

  private void flush() throws IOException {
    write(buffer.flip());
    buffer.clear();
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  /// The journal is on disk when this returns.
  @Override
  public void close() throws IOException {
    try (file) {
      flush();
      file.force(true);
    }
  }
}
