package lockstep.agent.stage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import lockstep.agent.fetch.FetchArea;
import lockstep.agent.stage.Origin.Part;
import lockstep.excludes.RelativePath;
import lockstep.images.Content;
import lockstep.images.Entry;
import lockstep.images.IntegrityException;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.Segment;
import lockstep.images.delta.OffHeap;
import lockstep.images.delta.PrefixPatch;
import lockstep.images.pack.ChunkDecoder;
import lockstep.images.tree.FileHandle;
import lockstep.images.tree.SparseWriter;
import lockstep.images.tree.SystemCallException;
import org.jspecify.annotations.Nullable;

/// Fills staged files from their origins and proves them by reading them back. Not for several threads.
final class ContentWriter implements Closeable {
  private final LiveFiles live;
  private final FetchArea fetch;
  private final PackPlaces places;
  private final @Nullable String deltaObject;
  private final ChunkDecoder decoder = new ChunkDecoder();
  private final SparseWriter sparse = new SparseWriter();

  ContentWriter(LiveFiles live, FetchArea fetch, PackPlaces places, @Nullable String deltaObject) {
    this.live = live;
    this.fetch = fetch;
    this.places = places;
    this.deltaObject = deltaObject;
  }

  /// Writes the content; a source that fails or lies is passed over for the packs.
  ///
  /// @param file empty and open for writing
  /// @throws ProblemException `E-HASH` when the packs do not have it either
  void write(Entry.File entry, long firstChunkReference, Origin origin, FileHandle file)
      throws IOException {
    if (attempt(entry, origin, file)) {
      return;
    }
    file.truncate(0);
    int chunks = Sourcing.chunksOf(entry.content()).size();
    List<Part> packed = List.copyOf(places.at(firstChunkReference, chunks));
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
      return LiveFiles.hash(file).equals(entry.content().hash());
    } catch (IntegrityException e) {
      return false;
    } catch (ProblemException e) {
      if (origin instanceof Origin.Patch) {
        return false;
      }
      throw e;
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
    switch (origin) {
      case Origin.Copy copy -> copy(copy.from(), file);
      case Origin.Patch patch -> patch(patch, entry.content(), file);
      case Origin.Chunks chunks -> chunks(chunks, entry, file);
    }
  }

  private void copy(RelativePath from, FileHandle file) throws IOException {
    try (FileHandle source = live.open(from)) {
      if (!file.cloneFrom(source)) {
        sparse.copy(source, file);
      }
    }
  }

  private void patch(Origin.Patch patch, Content content, FileHandle file) throws IOException {
    String object = java.util.Objects.requireNonNull(deltaObject);
    try (OffHeap base = OffHeap.allocate(patch.baseBytes())) {
      try (FileHandle source = live.open(patch.base())) {
        readAll(source, base.buffer());
      }
      try (OffHeap made =
          fetch.use(
              object,
              patch.offset(),
              patch.storedLength(),
              record -> PrefixPatch.apply(base, record, content.size()))) {
        sparse.write(made.buffer(), 0, file);
      }
    }
  }

  private static void readAll(FileHandle source, ByteBuffer into) throws IOException {
    while (into.hasRemaining()) {
      if (source.read(into, into.position()) <= 0) {
        throw new IntegrityException("a base became shorter");
      }
    }
  }

  private void chunks(Origin.Chunks chunks, Entry.File entry, FileHandle file) throws IOException {
    long position = 0;
    int at = 0;
    for (Segment segment : entry.content().segments()) {
      if (segment instanceof Segment.Chunk chunk) {
        Part part = chunks.parts().get(at++);
        sparse.write(bytes(part, chunk, entry.path()), position, file);
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
