package lockstep.server.repository;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import lockstep.images.ContentHash;
import lockstep.images.Entry;
import lockstep.images.IntegrityException;
import lockstep.images.Segment;
import lockstep.images.manifest.ManifestReader;
import lockstep.images.pack.ChunkPlace;
import lockstep.images.pack.Pack;
import lockstep.images.pack.PackIndexReader;
import org.jspecify.annotations.Nullable;

/// Chunks, and where each is kept. Some 60 bytes for each. Not safe for threads.
final class ChunkCatalog {
  private final ChunkTable chunks = new ChunkTable();
  private final List<@Nullable Pack> packs = new ArrayList<>();
  private final Map<Pack, Integer> packNumbers = new HashMap<>();

  /// Null when it is unknown.
  @Nullable StoredChunk find(ContentHash hash) {
    int number = chunks.find(hash);
    return number == ChunkTable.ABSENT ? null : get(number);
  }

  /// The chunk's number, or [ChunkTable#ABSENT].
  int number(ContentHash hash) {
    return chunks.find(hash);
  }

  StoredChunk get(int number) {
    Pack pack = packs.get(chunks.pack(number));
    if (pack == null) {
      throw new IllegalStateException("the pack of chunk " + number + " is not finished");
    }
    return new StoredChunk(pack, chunks.offset(number), chunks.storedLength(number));
  }

  /// As [#get], its pack by its number.
  ChunkPlace place(int number) {
    return new ChunkPlace(chunks.pack(number), chunks.offset(number), chunks.storedLength(number));
  }

  /// By number, when all are finished.
  List<Pack> packs() {
    return packs.stream().map(Objects::requireNonNull).toList();
  }

  /// The chunks of one image, by walking its manifest beside its pack index.
  void addAll(Repository repository, StoredImage image) throws IOException {
    try (ManifestReader manifest = repository.openManifest(image);
        PackIndexReader index = repository.openPackIndex(image)) {
      for (Entry entry = manifest.next(); entry != null; entry = manifest.next()) {
        if (entry instanceof Entry.File file) {
          for (Segment segment : file.content().segments()) {
            if (segment instanceof Segment.Chunk chunk) {
              add(chunk, index, image);
            }
          }
        }
      }
    }
  }

  private void add(Segment.Chunk chunk, PackIndexReader index, StoredImage image)
      throws IOException {
    ChunkPlace place = index.next();
    if (place == null) {
      throw new IntegrityException("the pack index of " + image.id() + " ends too early");
    }
    int pack = packNumber(index.packs().get(place.pack()));
    add(chunk.hash(), new ChunkPlace(pack, place.offset(), place.storedLength()));
  }

  /// A number for a pack, the same each time.
  int packNumber(Pack pack) {
    Integer number = packNumbers.get(pack);
    if (number == null) {
      number = packs.size();
      packs.add(pack);
      packNumbers.put(pack, number);
    }
    return number;
  }

  /// A number for a pack that is being written; to be followed by [#finishPack].
  int newPackNumber() {
    packs.add(null);
    return packs.size() - 1;
  }

  void finishPack(int number, Pack pack) {
    packs.set(number, pack);
    packNumbers.putIfAbsent(pack, number);
  }

  /// Adds a chunk unless it is known already.
  ///
  /// @param place its pack by one of the numbers above
  void add(ContentHash hash, ChunkPlace place) {
    if (chunks.find(hash) == ChunkTable.ABSENT) {
      chunks.add(hash, place.pack(), place.offset(), place.storedLength());
    }
  }
}
