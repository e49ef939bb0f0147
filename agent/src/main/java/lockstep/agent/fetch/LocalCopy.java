package lockstep.agent.fetch;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import lockstep.agent.fetch.Ranges.Range;

/// The parts of one object that are on disk: a sparse file, and beside it the list of what was had, 16 bytes a range.
///
/// Safe for many threads.
final class LocalCopy implements Closeable {
  private static final int NOTE_BYTES = 16;

  private final FileChannel data;
  private final FileChannel notes;
  private final HadRanges had = new HadRanges();

  private LocalCopy(FileChannel data, FileChannel notes) {
    this.data = data;
    this.notes = notes;
  }

  static LocalCopy open(Path directory, String object) throws IOException {
    String name = object.replace('/', '-');
    FileChannel data = openFile(directory.resolve(name));
    LocalCopy copy = new LocalCopy(data, openFile(directory.resolve(name + ".had")));
    copy.readNotes();
    return copy;
  }

  private static FileChannel openFile(Path path) throws IOException {
    return FileChannel.open(
        path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /// A note that was being written when the process ended is overwritten by the next one. After a power cut notes may be
  /// on disk without their data, or torn: only those that the data bears out count.
  private void readNotes() throws IOException {
    long whole = notes.size() / NOTE_BYTES * NOTE_BYTES;
    ByteBuffer note = ByteBuffer.allocate(NOTE_BYTES);
    for (long at = 0; at < whole; at += NOTE_BYTES) {
      note.clear();
      notes.read(note, at);
      long offset = note.getLong(0);
      long length = note.getLong(8);
      if (offset >= 0 && length > 0 && offset <= data.size() - length) {
        had.add(new Range(offset, length));
      }
    }
    notes.position(whole);
  }

  synchronized void requests(Ranges wanted, java.util.function.Consumer<Range> consumer) {
    wanted.requests(had, consumer);
  }

  synchronized boolean has(Range range) {
    return had.covers(range);
  }

  void fetch(RangeReader reader, String object, Range range) throws IOException {
    long[] position = {range.offset()};
    try {
      reader.read(
          object,
          range.offset(),
          range.length(),
          bytes -> {
            while (bytes.hasRemaining()) {
              position[0] += data.write(bytes, position[0]);
            }
          });
    } finally {
      // What came before a cut is not fetched again either.
      if (position[0] > range.offset()) {
        note(new Range(range.offset(), position[0] - range.offset()));
      }
    }
  }

  private synchronized void note(Range range) throws IOException {
    ByteBuffer note = ByteBuffer.allocate(NOTE_BYTES);
    notes.write(note.putLong(range.offset()).putLong(range.length()).flip());
    had.add(range);
  }

  ByteBuffer read(Range range) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(range.length()));
    while (bytes.hasRemaining()) {
      if (data.read(bytes, range.offset() + bytes.position()) < 0) {
        throw new EOFException("the local copy of a download is shorter than noted");
      }
    }
    return bytes.flip();
  }

  @Override
  public void close() throws IOException {
    try (data) {
      notes.close();
    }
  }
}
