package lockstep.agent.stage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lockstep.agent.fetch.FetchArea;
import lockstep.agent.plan.Plan;
import lockstep.agent.plan.StageItem;
import lockstep.agent.stage.Origin.Part;
import lockstep.agent.stage.StageList.Staging;
import lockstep.excludes.RelativePath;
import lockstep.images.Content;
import lockstep.images.ContentHash;
import lockstep.images.Entry;
import lockstep.images.Segment;
import lockstep.images.chunk.ChunkSizes;
import lockstep.images.delta.DeltaIndexReader;
import lockstep.images.delta.DeltaRecord;
import lockstep.images.tree.SystemCallException;
import org.jspecify.annotations.Nullable;

/// Chooses each staged file's origin, writes the choices down, and asks the fetch area for what they need.
final class Sourcing implements Closeable {
  /// A patch is held in the heap while it is applied; a larger one would save little anyway.
  private static final int MAX_PATCH_BYTES = 8 * 1024 * 1024;

  private final ImageObjects image;
  private final Plan plan;
  private final LiveFiles live;
  private final FetchArea fetch;
  private final PackPlaces places;
  private final @Nullable DeltaIndexReader delta;
  private @Nullable DeltaRecord record;
  private final LocalContents contents;

  /// @param index the stat index the plan was made with
  Sourcing(ImageObjects image, Plan plan, LiveFiles live, FetchArea fetch, Path index)
      throws IOException {
    this.image = image;
    this.plan = plan;
    this.live = live;
    this.fetch = fetch;
    places = new PackPlaces(image);
    contents = LocalContents.of(index, needed());
    delta = image.delta().orElse(null);
    record = delta == null ? null : delta.next();
    if (delta != null) {
      fetch.dispensable(delta.header().objectPath());
    }
  }

  /// The contents that are worth looking for in the root.
  private HashPrefixes needed() throws IOException {
    HashPrefixes needed = new HashPrefixes();
    try (StageList list = new StageList(image.manifest(), plan)) {
      for (Staging staging = list.next(); staging != null; staging = list.next()) {
        if (staging.entry() instanceof Entry.File file && file.content().size() > 0) {
          needed.add(file.content().hash());
        }
      }
    }
    Optional<DeltaIndexReader> bases = image.delta();
    if (bases.isPresent()) {
      try (DeltaIndexReader reader = bases.get()) {
        for (DeltaRecord next = reader.next(); next != null; next = reader.next()) {
          needed.add(next.base());
        }
      }
    }
    return needed;
  }

  /// Goes through the whole plan.
  void choose(OriginSpool out) throws IOException {
    try (StageList list = new StageList(image.manifest(), plan);
        var header = image.manifest()) {
      ChunkSizes sizes = header.header().chunkSizes();
      for (Staging staging = list.next(); staging != null; staging = list.next()) {
        if (staging.entry() instanceof Entry.File file) {
          Origin origin = origin(staging, file, sizes);
          want(origin);
          out.add(origin);
        }
      }
    }
  }

  private Origin origin(Staging staging, Entry.File file, ChunkSizes sizes) throws IOException {
    Content content = file.content();
    StageItem item = staging.item();
    if (content.hash().equals(item.localHash())) {
      return new Origin.Copy(file.path());
    }
    RelativePath elsewhere = contents.find(content.hash());
    if (elsewhere != null) {
      return new Origin.Copy(elsewhere);
    }
    Origin patch = patch(item, file.path());
    return patch != null ? patch : chunks(staging, file, sizes);
  }

  private @Nullable Origin patch(StageItem item, RelativePath path) throws IOException {
    while (delta != null && record != null && record.entry() < item.entry()) {
      record = delta.next();
    }
    DeltaRecord mine = record;
    if (mine == null || mine.entry() != item.entry() || mine.storedLength() > MAX_PATCH_BYTES) {
      return null;
    }
    RelativePath base = base(item, path, mine);
    return base == null
        ? null
        : new Origin.Patch(base, mine.baseBytes(), mine.offset(), mine.storedLength());
  }

  private @Nullable RelativePath base(StageItem item, RelativePath path, DeltaRecord mine) {
    if (mine.base().equals(item.localHash()) || isThere(item, path, mine)) {
      return path;
    }
    return contents.find(mine.base());
  }

  /// The scan reads no file whose size already tells that it differs; here its hash matters.
  private boolean isThere(StageItem item, RelativePath path, DeltaRecord mine) {
    if (item.local() != StageItem.Local.FILE || item.localHash() != null) {
      return false;
    }
    try (var file = live.open(path)) {
      return file.size() == mine.baseBytes() && LiveFiles.hash(file).equals(mine.base());
    } catch (IOException e) {
      return false;
    }
  }

  private Origin chunks(Staging staging, Entry.File file, ChunkSizes sizes) throws IOException {
    List<Segment.Chunk> chunks = chunksOf(file.content());
    if (chunks.isEmpty()) {
      return new Origin.Chunks(List.of());
    }
    Map<ContentHash, Long> local =
        staging.item().local() == StageItem.Local.FILE && chunks.size() > 1
            ? localChunks(file.path(), sizes)
            : Map.of();
    List<Part.Packed> packed = places.at(staging.firstChunkReference(), chunks.size());
    List<Part> parts = new ArrayList<>(chunks.size());
    for (int i = 0; i < chunks.size(); i++) {
      Long offset = local.get(chunks.get(i).hash());
      parts.add(offset != null ? new Part.Local(offset) : packed.get(i));
    }
    return new Origin.Chunks(parts);
  }

  static List<Segment.Chunk> chunksOf(Content content) {
    List<Segment.Chunk> chunks = new ArrayList<>(content.segments().size());
    for (Segment segment : content.segments()) {
      if (segment instanceof Segment.Chunk chunk) {
        chunks.add(chunk);
      }
    }
    return chunks;
  }

  private Map<ContentHash, Long> localChunks(RelativePath path, ChunkSizes sizes)
      throws IOException {
    try {
      return live.chunks(path, sizes);
    } catch (SystemCallException e) {
      // It went away or cannot be read: then it is no source.
      return Map.of();
    }
  }

  private void want(Origin origin) throws IOException {
    switch (origin) {
      case Origin.Copy _ -> {}
      case Origin.Patch patch -> {
        if (delta != null) {
          fetch.want(delta.header().objectPath(), patch.offset(), patch.storedLength());
        }
      }
      case Origin.Chunks chunks -> {
        for (Part part : chunks.parts()) {
          if (part instanceof Part.Packed(int pack, long offset, int storedLength)) {
            fetch.want(places.packPath(pack), offset, storedLength);
          }
        }
      }
    }
  }

  /// The delta object that patches come from; empty when no delta is used.
  Optional<String> deltaObject() {
    return Optional.ofNullable(delta).map(reader -> reader.header().objectPath());
  }

  @Override
  public void close() throws IOException {
    try (places) {
      if (delta != null) {
        delta.close();
      }
    }
  }
}
