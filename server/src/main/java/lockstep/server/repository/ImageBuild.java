package lockstep.server.repository;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import lockstep.images.Entry;
import lockstep.images.ImageId;
import lockstep.images.Segment;
import lockstep.images.manifest.ManifestReader;
import lockstep.images.pack.ChunkPlace;
import lockstep.images.pack.Pack;
import lockstep.images.pack.PackIndexWriter;
import lockstep.images.stored.StoredStream;
import lockstep.server.capture.ImageCapture;
import lockstep.server.capture.MasterTree;

/// Builds an image into a repository.
public final class ImageBuild {
  /// Small against the time to read a tree, and half a percent from the best.
  private static final int MANIFEST_LEVEL = 15;

  private final Repository repository;
  private final InstantSource clock;

  public ImageBuild(Repository repository, InstantSource clock) {
    this.repository = repository;
    this.clock = clock;
  }

  /// What a build made.
  ///
  /// @param newBytes what the repository grew by, packs only
  public record Built(StoredImage image, ImageCapture.Captured captured, long newBytes) {}

  /// Reads `tree` and stores it. An image that is there already keeps its content and takes the new label.
  ///
  /// @param source names the tree, for people
  public Built build(ImageCapture capture, MasterTree tree, String label, String source)
      throws IOException {
    RepositoryLayout layout = repository.layout();
    try (RepositoryLock _ = RepositoryLock.take(layout);
        PackSpool spool = new PackSpool(layout, knownChunks())) {
      Path plain = layout.incoming().resolve("manifest");
      ImageCapture.Captured captured;
      try (OutputStream out = Files.newOutputStream(plain)) {
        captured = capture.capture(tree, spool, out);
      }
      StoredImage image = describe(captured, label, source, Files.size(plain));
      spool.place();
      if (Files.exists(layout.image(image.id()))) {
        repository.writeSmall(layout.annotation(image.id()), image.toJson());
      } else {
        store(image, plain, spool);
      }
      Retirements.of(repository).forget(image.id());
      return new Built(image, captured, spool.newBytes());
    }
  }

  private ChunkCatalog knownChunks() throws IOException {
    ChunkCatalog known = new ChunkCatalog();
    for (StoredImage image : repository.images()) {
      known.addAll(repository, image);
    }
    return known;
  }

  private StoredImage describe(
      ImageCapture.Captured captured, String label, String source, long manifestBytes) {
    return new StoredImage(
        captured.image(),
        label,
        clock.instant(),
        source,
        manifestBytes,
        captured.totals().entries(),
        captured.totals().files(),
        captured.totals().totalBytes(),
        captured.excludesSource(),
        captured.packages());
  }

  /// Fills the image's directory aside and gives it its name in one step.
  private void store(StoredImage image, Path plain, PackSpool spool) throws IOException {
    RepositoryLayout layout = repository.layout();
    RepositoryLayout aside = new RepositoryLayout(layout.incoming());
    ImageId id = image.id();
    Files.createDirectories(aside.image(id));
    try (InputStream in = Files.newInputStream(plain);
        OutputStream out =
            StoredStream.compressing(Durable.output(aside.manifest(id)), MANIFEST_LEVEL)) {
      in.transferTo(out);
    }
    writePackIndex(plain, Durable.output(aside.packIndex(id)), spool);
    repository.writeSmall(aside.annotation(id), image.toJson());
    Durable.place(aside.image(id), layout.image(id));
  }

  private static void writePackIndex(Path plain, OutputStream out, PackSpool spool)
      throws IOException {
    Map<Pack, Integer> packs = new LinkedHashMap<>();
    long[] references = {0};
    forEachChunk(
        plain,
        chunk -> {
          packs.putIfAbsent(spool.find(chunk.hash()).pack(), packs.size());
          references[0]++;
        });
    List<Pack> inOrder = new ArrayList<>(packs.keySet());
    PackIndexWriter index = new PackIndexWriter(out, inOrder, references[0]);
    forEachChunk(
        plain,
        chunk -> {
          StoredChunk stored = spool.find(chunk.hash());
          int pack = Objects.requireNonNull(packs.get(stored.pack()));
          index.add(new ChunkPlace(pack, stored.offset(), stored.storedLength()));
        });
    index.finish();
  }

  private interface ChunkVisitor {
    void visit(Segment.Chunk chunk) throws IOException;
  }

  private static void forEachChunk(Path plain, ChunkVisitor visitor) throws IOException {
    try (ManifestReader manifest = ManifestReader.open(Files.newInputStream(plain))) {
      for (Entry entry = manifest.next(); entry != null; entry = manifest.next()) {
        if (entry instanceof Entry.File file) {
          for (Segment segment : file.content().segments()) {
            if (segment instanceof Segment.Chunk chunk) {
              visitor.visit(chunk);
            }
          }
        }
      }
    }
  }
}
