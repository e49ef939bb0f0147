package lockstep.agent.fetch;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import lockstep.agent.fetch.Ranges.Range;
import lockstep.images.Closing;
import lockstep.images.Pace;
import lockstep.images.delta.OffHeap;

/// The parts of one object that are on disk: a sparse file, and beside it the list of what was had, 24 bytes a range:
/// offset, length, mark of the source. Later notes override earlier ones.
///
/// Safe for many threads.
final class LocalCopy implements Closeable {
  private static final int NOTE_BYTES = 24;

  /// A longer part is not put on the heap.
  private static final long HEAP_BYTES = 1 << 20;

  private final String object;
  private final FileChannel data;
  private final FileChannel notes;
  private final Pace pace;
  private final HadRanges had = new HadRanges();

  private LocalCopy(String object, FileChannel data, FileChannel notes, Pace pace) {
    this.object = object;
    this.data = data;
    this.notes = notes;
    this.pace = pace;
  }

  /// @param pace of what is written and read, but for notes
  static LocalCopy open(Path directory, String object, Pace pace) throws IOException {
    List<FileChannel> opened = new ArrayList<>();
    try {
      opened.add(openFile(directory.resolve(dataName(object))));
      opened.add(openFile(directory.resolve(notesName(object))));
      LocalCopy copy = new LocalCopy(object, opened.getFirst(), opened.getLast(), pace);
      copy.readNotes();
      return copy;
    } catch (IOException e) {
      Closing.all(opened);
      throw e;
    }
  }

  /// The files that a copy is kept in.
  static Stream<String> fileNames(String object) {
    return Stream.of(dataName(object), notesName(object));
  }

  private static String dataName(String object) {
    return object.replace('/', '-');
  }

  private static String notesName(String object) {
    return dataName(object) + ".had";
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
        had.add(new Range(offset, length), note.getLong(16));
      }
    }
    notes.position(whole);
  }

  /// Its path below the repository's root.
  String object() {
    return object;
  }

  synchronized void requests(Ranges wanted, Consumer<Range> consumer) {
    wanted.requests(had, consumer);
  }

  synchronized List<Range> missing(Range range) {
    return had.missing(range);
  }

  synchronized List<HadRanges.Run> over(Range range) {
    return had.over(range);
  }

  void write(long position, ByteBuffer bytes) throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      int count = data.write(bytes, at);
      at += count;
      pace.moved(count);
    }
  }

  synchronized void note(Range range, long mark) throws IOException {
    ByteBuffer note = ByteBuffer.allocate(NOTE_BYTES);
    notes.write(note.putLong(range.offset()).putLong(range.length()).putLong(mark).flip());
    had.add(range, mark);
  }

  ByteBuffer read(Range range) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(range.length()));
    read(range, bytes);
    return bytes.flip();
  }

  /// Lends the bytes of a range.
  <T> T use(Range range, FetchArea.Use<T> use) throws IOException {
    if (range.length() <= HEAP_BYTES) {
      return use.of(read(range));
    }
    try (OffHeap bytes = OffHeap.allocate(range.length())) {
      read(range, bytes.buffer());
      return use.of(bytes.buffer());
    }
  }

  private void read(Range range, ByteBuffer into) throws IOException {
    int end = into.limit();
    while (into.position() < end) {
      into.limit(into.position() + Math.min(end - into.position(), pace.step()));
      int count = data.read(into, range.offset() + into.position());
      if (count < 0) {
        throw new EOFException("the local copy of a download is shorter than noted");
      }
      pace.moved(count);
    }
  }

  @Override
  public void close() throws IOException {
    try (data) {
      notes.close();
    }
  }
}
