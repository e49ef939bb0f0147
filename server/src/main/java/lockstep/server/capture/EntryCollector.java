package lockstep.server.capture;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import lockstep.excludes.RelativePath;
import lockstep.images.Content;
import lockstep.images.Entry;
import lockstep.images.Metadata;
import lockstep.images.Problem;
import lockstep.images.chunk.ChunkSizes;
import lockstep.images.chunk.Chunker;
import lockstep.images.chunk.ContentSource;

/// Takes a tree's entries, in any order. Holds all of them, some 300 bytes each.
public final class EntryCollector {
  private final Chunker chunker;
  private final ChunkStore store;
  private final Progress progress;
  private final List<CapturedTree.Named> names = new ArrayList<>();
  private final List<Problem> skipped = new ArrayList<>();

  /// Is told how far reading has come, by the thread that reads.
  @FunctionalInterface
  public interface Progress {
    /// Another file has been read, of so many bytes.
    void read(long bytes);
  }

  EntryCollector(ChunkSizes sizes, ChunkStore store, Progress progress) {
    this.chunker = new Chunker(sizes);
    this.store = store;
    this.progress = progress;
  }

  /// A regular file's inode, which may have several names.
  static final class Body {
    private final Metadata metadata;
    private final Content content;

    Body(Metadata metadata, Content content) {
      this.metadata = metadata;
      this.content = content;
    }

    Metadata metadata() {
      return metadata;
    }

    Content content() {
      return content;
    }
  }

  /// Reads a file's content to its end.
  Body body(Metadata metadata, ContentSource source) throws IOException {
    Content content = chunker.chunk(source, (_, chunk, plain) -> store.keep(chunk, plain));
    progress.read(content.size());
    return new Body(metadata, content);
  }

  /// One of the names of a file.
  void file(RelativePath path, Body body) {
    add(new CapturedTree.FileName(path, body));
  }

  /// An entry that is no file.
  void node(Entry.Inode entry) {
    add(new CapturedTree.Node(entry));
  }

  private void add(CapturedTree.Named name) {
    names.add(name);
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

  CapturedTree finish() throws IOException {
    return CapturedTree.of(names, skipped);
  }
}
