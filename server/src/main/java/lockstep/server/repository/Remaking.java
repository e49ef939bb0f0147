package lockstep.server.repository;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import lockstep.images.ContentHash;
import lockstep.images.Entry;
import lockstep.images.IntegrityException;
import lockstep.images.Segment;
import lockstep.images.manifest.ManifestReader;
import lockstep.images.pack.ChunkPlace;
import lockstep.images.pack.Pack;
import lockstep.images.pack.PackIndexWriter;
import lockstep.images.pack.PackScanner;
import lockstep.server.delta.DeltaBuild;
import lockstep.server.delta.ImageContents;

/// Makes what an image has lost of what it still has. The caller holds the repository's lock.
public record Remaking(Repository repository, StoredImage image) {
  /// Writes a pack index that leads to chunks wherever the packs of the repository have them.
  ///
  /// @throws IntegrityException when a chunk is nowhere
  public void packIndex() throws IOException {
    RepositoryLayout layout = repository.layout();
    ChunkCatalog catalog = new ChunkCatalog();
    try (DirectoryStream<Path> packs = Files.newDirectoryStream(layout.packs(), "*.pack")) {
      for (Path pack : packs) {
        scan(pack, catalog);
      }
    }
    Path aside = layout.incoming().resolve("remade-index");
    writeIndex(aside, catalog);
    Durable.place(aside, layout.packIndex(image.id()));
  }

  private static void scan(Path file, ChunkCatalog catalog) throws IOException {
    String name = String.valueOf(file.getFileName());
    Pack pack = new Pack(ContentHash.parse(name.substring(0, 64)), Files.size(file));
    int number = catalog.packNumber(pack);
    try (PackScanner scanner = new PackScanner(Files.newInputStream(file))) {
      for (PackScanner.Found chunk = scanner.next(); chunk != null; chunk = scanner.next()) {
        catalog.add(chunk.hash(), new ChunkPlace(number, chunk.offset(), chunk.storedLength()));
      }
    } catch (IntegrityException e) {
      return; // the pack is damaged from here on
    }
  }

  private void writeIndex(Path file, ChunkCatalog catalog) throws IOException {
    Map<Pack, Integer> packs = new LinkedHashMap<>();
    long[] references = new long[1];
    forEachChunk(
        catalog,
        place -> {
          packs.putIfAbsent(place.pack(), packs.size());
          references[0]++;
        });
    PackIndexWriter index =
        new PackIndexWriter(Durable.output(file), List.copyOf(packs.keySet()), references[0]);
    forEachChunk(
        catalog,
        place -> {
          int pack = Objects.requireNonNull(packs.get(place.pack()));
          index.add(new ChunkPlace(pack, place.offset(), place.storedLength()));
        });
    index.finish();
  }

  private interface PlaceSink {
    void accept(StoredChunk place) throws IOException;
  }

  private void forEachChunk(ChunkCatalog catalog, PlaceSink sink) throws IOException {
    try (ManifestReader manifest = repository.openManifest(image)) {
      for (Entry entry = manifest.next(); entry != null; entry = manifest.next()) {
        if (entry instanceof Entry.File file) {
          for (Segment segment : file.content().segments()) {
            if (segment instanceof Segment.Chunk chunk) {
              sink.accept(find(catalog, chunk.hash()));
            }
          }
        }
      }
    }
  }

  private static StoredChunk find(ChunkCatalog catalog, ContentHash hash)
      throws IntegrityException {
    StoredChunk place = catalog.find(hash);
    if (place == null) {
      throw new IntegrityException("no pack has chunk " + hash);
    }
    return place;
  }

  /// Makes the solid groups anew. Without their index nobody misses them meanwhile: there are the chunks.
  /// A damaged group that is not made again stays: another image may need that name, and has it mended in its turn.
  public void solid() throws IOException {
    RepositoryLayout layout = repository.layout();
    Files.deleteIfExists(layout.solidIndex(image.id()));
    ChunkCatalog chunks = new ChunkCatalog();
    chunks.addAll(repository, image);
    try (DeltaBuild build = new DeltaBuild(() -> new ContentReader(layout, chunks), _ -> {});
        ManifestReader manifest = repository.openManifest(image)) {
      new SolidFiles(repository, build)
          .write(new DeltaFiles.Side(image, ImageContents.of(manifest)), Optional.empty());
    }
  }
}
