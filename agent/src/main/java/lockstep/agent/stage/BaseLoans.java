package lockstep.agent.stage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import lockstep.agent.fetch.FetchArea;
import lockstep.agent.plan.StageItem;
import lockstep.agent.stage.LocalContents.Place;
import lockstep.agent.stage.Origin.Part;
import lockstep.images.ContentHash;
import lockstep.images.Entry;
import lockstep.images.IntegrityException;
import lockstep.images.ProblemException;
import lockstep.images.chunk.ChunkSizes;
import lockstep.images.delta.GroupBase;
import lockstep.images.manifest.ManifestReader;
import lockstep.images.tree.FileHandle;
import org.jspecify.annotations.Nullable;

/// Bases that the root does not have as the other image has them: put together from the chunks of what is at their paths and,
/// where that does not have them, of the other image's packs. In memory are 32 bytes for each. Not for several threads, except
/// [#open].
final class BaseLoans implements Closeable {
  private static final String SPOOL = "loans";

  private final ImageObjects from;
  private final LiveFiles live;
  private final Path directory;
  private final PackPlaces places;
  private final SortedLongs wanted;
  private final long[] costs;
  private final BitSet taken = new BitSet();
  private final LocalContents contents;

  private BaseLoans(ImageObjects from, LiveFiles live, Path directory, SortedLongs wanted)
      throws IOException {
    this.from = from;
    this.live = live;
    this.directory = directory;
    this.wanted = wanted;
    places = new PackPlaces(from);
    costs = new long[wanted.size()];
    contents = survey();
  }

  /// Looks what they would cost.
  ///
  /// @param wanted the first eight bytes of their hashes, sealed
  /// @param directory for spools
  static BaseLoans of(ImageObjects from, SortedLongs wanted, LiveFiles live, Path directory)
      throws IOException {
    return new BaseLoans(from, live, directory, wanted);
  }

  private LocalContents survey() throws IOException {
    ChunkSearch chunks = new ChunkSearch(live, places);
    try (OriginSpool out = new OriginSpool(directory.resolve(SPOOL));
        LocalContents.Notes notes =
            new LocalContents.Notes(directory.resolve(SPOOL + ".found"), wanted)) {
      forEachWanted((index, file, firstChunk, sizes) -> {
        Origin.Chunks origin =
            new Origin.Chunks(chunks.parts(file, firstChunk, StageItem.Local.FILE, sizes));
        costs[index] = ChunkSearch.packBytes(origin.parts());
        notes.add(file.content().hash(), file.content().size(), file.path());
        out.add(origin);
      });
      return notes.done();
    }
  }

  private interface Visitor {
    void accept(int index, Entry.File file, long firstChunk, ChunkSizes sizes) throws IOException;
  }

  /// Tells the first file of the other image with each of the contents, in manifest order.
  private void forEachWanted(Visitor visitor) throws IOException {
    BitSet seen = new BitSet();
    try (ManifestReader manifest = from.manifest()) {
      for (Entry entry = manifest.next(); entry != null; entry = manifest.next()) {
        if (entry instanceof Entry.File file) {
          int index = wanted.indexOf(file.content().hash().w0());
          if (index >= 0 && !seen.get(index)) {
            seen.set(index);
            visitor.accept(
                index, file, manifest.firstChunkReference(), manifest.header().chunkSizes());
          }
        }
      }
    }
  }

  /// Whether it can be had.
  boolean has(GroupBase base) throws IOException {
    Place place = contents.find(base.content());
    return place != null && place.sizeBytes() == base.sizeBytes();
  }

  /// How many bytes of packs it needs, if it is not taken yet.
  long cost(GroupBase base) {
    int index = wanted.indexOf(base.content());
    return taken.get(index) ? 0 : costs[index];
  }

  void take(GroupBase base) {
    taken.set(wanted.indexOf(base.content()));
  }

  boolean isTaken(GroupBase base) {
    int index = wanted.indexOf(base.content());
    return index >= 0 && taken.get(index);
  }

  /// What those that are taken need on disk, whole files in bytes.
  long takenBytes() throws IOException {
    long[] sum = {0};
    forEachWanted((index, file, _, _) -> sum[0] += taken.get(index) ? file.content().size() : 0);
    return sum[0];
  }

  /// Asks for what those that are taken need.
  void want(FetchArea fetch) throws IOException {
    forEachTaken((_, _, origin) -> {
      for (Part part : origin.parts()) {
        if (part instanceof Part.Packed packed) {
          fetch.want(places.packPath(packed.pack()), packed.offset(), packed.storedLength());
        }
      }
    });
  }

  private interface TakenVisitor {
    void accept(Entry.File file, long firstChunk, Origin.Chunks origin) throws IOException;
  }

  private void forEachTaken(TakenVisitor visitor) throws IOException {
    try (OriginSpool.Reader origins = new OriginSpool.Reader(directory.resolve(SPOOL))) {
      forEachWanted((index, file, firstChunk, _) -> {
        Origin origin = origins.next();
        if (taken.get(index) && origin instanceof Origin.Chunks chunks) {
          visitor.accept(file, firstChunk, chunks);
        }
      });
    }
  }

  /// Makes those that are taken. One that cannot be made is missed by its groups.
  void fill(FetchArea fetch, ContentPool pool) throws IOException {
    try (ContentWriter writer = new ContentWriter(live, fetch, places, pool)) {
      forEachTaken((file, firstChunk, origin) -> {
        ContentHash hash = file.content().hash();
        String name = "base." + hash;
        try (FileHandle handle = pool.create(name)) {
          writer.write(file, firstChunk, origin, handle);
        } catch (IntegrityException | ProblemException e) {
          pool.drop(name);
          return;
        }
        pool.keep(name, hash);
      });
    }
  }

  /// Null when it could not be made.
  @Nullable FileHandle open(GroupBase base, ContentPool pool) throws IOException {
    Place place = contents.find(base.content());
    return place == null ? null : pool.open(place.hash());
  }

  @Override
  public void close() throws IOException {
    try (places) {
      contents.close();
    }
  }
}
