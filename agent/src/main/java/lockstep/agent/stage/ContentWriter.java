package lockstep.agent.stage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import lockstep.agent.fetch.FetchArea;
import lockstep.agent.stage.Origin.Part;
import lockstep.excludes.RelativePath;
import lockstep.images.ContentHash;
import lockstep.images.Entry;
import lockstep.images.IntegrityException;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.Segment;
import lockstep.images.pack.ChunkDecoder;
import lockstep.images.tree.FileHandle;
import lockstep.images.tree.SparseWriter;
import lockstep.images.tree.SystemCallException;

/// Fills staged files from their origins and proves them by reading them back. Not for several threads.
final class ContentWriter implements Closeable {
  private final LiveFiles live;
  private final FetchArea fetch;
  private final PackPlaces places;
  private final ContentPool pool;
  private final ChunkDecoder decoder = new ChunkDecoder();
  private final SparseWriter sparse = new SparseWriter();

  ContentWriter(LiveFiles live, FetchArea fetch, PackPlaces places, ContentPool pool) {
    this.live = live;
    this.fetch = fetch;
    this.places = places;
    this.pool = pool;
  }

  /// Writes the content; a source that fails or lies is passed over for the packs.
  ///
  /// @param file empty and open for writing
  /// @throws ProblemException `E-HASH` when the packs do not have it either
  void write(Entry.File entry, long firstChunk, Origin origin, FileHandle file) throws IOException {
    if (attempt(entry, origin, file)) {
      return;
    }
    file.truncate(0);
    int chunks = ChunkSearch.chunksOf(entry.content()).size();
    List<Part> packed = List.copyOf(places.at(firstChunk, chunks));
    if (!attempt(entry, new Origin.Chunks(packed), file)) {
      throw new ProblemException(
          new Problem(
              "E-HASH",
              entry.path().toString(),
              "no source has its content: expected SHA-256 " + entry.content().hash(),
              "run `lockstep fsck` on the repository, or name another mirror"));
    }
  }

  /// Whether the file now has the content.
  private boolean attempt(Entry.File entry, Origin origin, FileHandle file) throws IOException {
    try {
      fill(entry, origin, file);
      file.truncate(entry.content().size());
      return file.hash().equals(entry.content().hash());
    } catch (IntegrityException e) {
      return false;
    } catch (SystemCallException e) {
      if (isSourceGone(e) && !(origin instanceof Origin.Chunks)) {
        return false;
      }
      throw e;
    }
  }

  private static boolean isSourceGone(SystemCallException e) {
    return switch (e.errno()) {
      case SystemCallException.ENOENT,
          SystemCallException.ENOTDIR,
          SystemCallException.ELOOP,
          SystemCallException.EXDEV,
          SystemCallException.EIO,
          SystemCallException.ESTALE ->
          true;
      default -> false;
    };
  }

  private void fill(Entry.File entry, Origin origin, FileHandle file) throws IOException {
    if (entry.content().segments().stream().anyMatch(Segment.Hole.class::isInstance)) {
      file.truncate(
          entry.content().size()); // XFS would set room aside behind each piece, in the holes
    }
    switch (origin) {
      case Origin.Copy copy -> copy(copy.from(), file);
      case Origin.Pooled _ -> copy(entry.content().hash(), file);
      case Origin.Chunks chunks -> chunks(chunks, entry, file);
    }
  }

  private void copy(RelativePath from, FileHandle file) throws IOException {
    try (FileHandle source = live.open(from)) {
      copy(source, file);
    }
  }

  private void copy(ContentHash pooled, FileHandle file) throws IOException {
    try (FileHandle source = pool.open(pooled)) {
      if (source == null) {
        throw new IntegrityException("no group made a file");
      }
      copy(source, file);
    }
  }

  private void copy(FileHandle source, FileHandle file) throws IOException {
    if (!file.cloneFrom(source)) {
      sparse.copy(source, file);
    }
  }

  private void chunks(Origin.Chunks chunks, Entry.File entry, FileHandle file) throws IOException {
    long position = 0;
    int at = 0;
    for (Segment segment : entry.content().segments()) {
      if (segment instanceof Segment.Chunk chunk) {
        Part part = chunks.parts().get(at++);
        SparseWriter.write(bytes(part, chunk, entry.path()), position, file);
      }
      position += segment.length();
    }
  }

  private ByteBuffer bytes(Part part, Segment.Chunk chunk, RelativePath path) throws IOException {
    return switch (part) {
      case Part.Local(long offset) -> {
        ByteBuffer bytes = ByteBuffer.allocate(chunk.lengthBytes());
        try (FileHandle source = live.open(path)) {
          while (bytes.hasRemaining()) {
            if (source.read(bytes, offset + bytes.position()) <= 0) {
              throw new IntegrityException(path + " became shorter");
            }
          }
        }
        yield bytes.flip();
      }
      case Part.Packed(int pack, long offset, int storedLength) ->
          fetch.use(
              places.packPath(pack), offset, storedLength, stored -> decoder.decode(stored, chunk));
    };
  }

  @Override
  public void close() {
    decoder.close();
  }
}
