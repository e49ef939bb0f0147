package lockstep.agent.stage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import lockstep.images.Content;
import lockstep.images.ContentHash;

/// Hashes and sizes of files by their entry's ordinal: a file of rows, of which one stretch is in memory. Cheap when asked in
/// order. Safe for many threads.
final class ContentTable implements Closeable {
  private static final int ROW_BYTES = ContentHash.BYTES + Long.BYTES;
  private static final int WINDOW_ROWS = 1024;
  private static final int WINDOW_BYTES = WINDOW_ROWS * ROW_BYTES;

  private final FileChannel file;
  private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES);
  private int number;
  private boolean changed;

  /// What is known of a content.
  record Row(ContentHash hash, long sizeBytes) {}

  /// @param path created, or emptied
  ContentTable(Path path) throws IOException {
    file =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
  }

  synchronized void put(int ordinal, Content content) throws IOException {
    int at = at(ordinal);
    window.put(at, content.hash().toArray());
    window.putLong(at + ContentHash.BYTES, content.size());
    changed = true;
  }

  /// @param ordinal of an entry that was put
  synchronized Row get(int ordinal) throws IOException {
    int at = at(ordinal);
    byte[] hash = new byte[ContentHash.BYTES];
    window.get(at, hash);
    return new Row(ContentHash.fromBytes(hash), window.getLong(at + ContentHash.BYTES));
  }

  /// Where the row begins in the window, which is brought there.
  private int at(int ordinal) throws IOException {
    if (ordinal / WINDOW_ROWS != number) {
      move(ordinal / WINDOW_ROWS);
    }
    return ordinal % WINDOW_ROWS * ROW_BYTES;
  }

  private void move(int to) throws IOException {
    if (changed) {
      window.clear();
      long position = (long) number * WINDOW_BYTES;
      while (window.hasRemaining()) {
        file.write(window, position + window.position());
      }
      changed = false;
    }
    number = to;
    window.clear();
    while (window.hasRemaining()
        && file.read(window, (long) to * WINDOW_BYTES + window.position()) > 0) {}
    while (window.hasRemaining()) {
      window.put((byte) 0);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
