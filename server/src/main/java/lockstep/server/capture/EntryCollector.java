package lockstep.server.capture;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import lockstep.excludes.RelativePath;
import lockstep.images.Content;
import lockstep.images.Entry;
import lockstep.images.Problem;
import lockstep.images.chunk.ChunkSizes;
import lockstep.server.work.OrderedWork;

/// Takes a tree's entries from the thread that walks it, has the files read by others, and passes everything on in the
/// order in which it came.
public final class EntryCollector implements AutoCloseable {
  /// An open file each, at most.
  private static final OrderedWork.Limits LIMITS = new OrderedWork.Limits(256, 32 << 20);

  private final OrderedWork work;
  private final FileReaders readers;
  private final EntrySink sink;
  private final Progress progress;
  private final List<Problem> skipped = new ArrayList<>();

  /// Is told how far reading has come, by the thread that walks.
  @FunctionalInterface
  public interface Progress {
    /// Another file has been read, of so many bytes.
    void read(long bytes);
  }

  EntryCollector(ChunkStore store, EntrySink sink, int threads, Progress progress) {
    this.work = new OrderedWork(threads, LIMITS);
    this.readers = new FileReaders(ChunkSizes.STANDARD, store, work);
    this.sink = sink;
    this.progress = progress;
  }

  /// Has a file read; `body` is filled before anything that is collected later is passed on.
  ///
  /// @param source closed when it was read; if it is larger than [FileReaders#SMALL_BYTES], before this returns
  void read(RelativePath path, FileSource source, Body body) throws IOException {
    readers.read(path, source, body);
    work.then(() -> progress.read(body.content().size()));
  }

  /// Takes a file that need not be read.
  void recall(Body body, Content content, Noise noise) throws IOException {
    body.read(content, noise);
    work.then(() -> progress.read(content.size()));
  }

  /// One of the names of a file, after it was read or recalled.
  void file(RelativePath path, Body body) throws IOException {
    work.then(() -> sink.file(path, body));
  }

  /// An entry that is no file.
  void node(Entry.Inode entry) throws IOException {
    work.then(() -> sink.node(entry));
  }

  /// Something to be done when everything before it was passed on.
  void then(OrderedWork.Step step) throws IOException {
    work.then(step);
  }

  void socket(RelativePath path) {
    skipped.add(
        new Problem("W-SOCKET", path.toString(), "is a socket and not part of the image", ""));
  }

  void mountPoint(RelativePath path) {
    skipped.add(
        new Problem(
            "W-MOUNT", path.toString(), "has something mounted and is not part of the image", ""));
  }

  void impliedDirectory(RelativePath path) {
    skipped.add(
        new Problem(
            "W-OCI-DIRECTORY",
            path.toString(),
            "has no entry in any layer, so it is 0755, of root, and from 1970",
            "let the tool that makes the layers write one"));
  }

  /// What the tree has and the image cannot, for people.
  List<Problem> skipped() {
    return List.copyOf(skipped);
  }

  /// When this returns, everything was passed on.
  void finish() throws IOException {
    work.finish();
  }

  @Override
  public void close() {
    work.close();
  }
}
