package lockstep.server.repository;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import lockstep.images.ContentHash;
import lockstep.images.Entry;
import lockstep.images.IntegrityException;
import lockstep.images.Segment;
import lockstep.images.manifest.ManifestReader;
import lockstep.images.pack.ChunkPlace;
import lockstep.images.pack.PackIndexReader;
import org.jspecify.annotations.Nullable;

/// Every chunk of some images, and where it is kept. Some 150 bytes for each.
final class ChunkCatalog {
  private final Map<ContentHash, StoredChunk> chunks = new HashMap<>();

  @Nullable StoredChunk find(ContentHash hash) {
    return chunks.get(hash);
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
    chunks.putIfAbsent(
        chunk.hash(),
        new StoredChunk(
            Objects.requireNonNull(index.packs().get(place.pack())),
            place.offset(),
            place.storedLength()));
  }
}
