package lockstep.server.repository;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import lockstep.images.ImageId;
import lockstep.images.stored.StoredStream;
import lockstep.server.capture.ImageCapture;
import lockstep.server.capture.MasterTree;
import lockstep.server.capture.Recollection;
import org.jspecify.annotations.Nullable;

/// Builds an image into a repository.
public final class ImageBuild {
  /// A percent from the best, in a twentieth of the time: hashes do not compress.
  private static final int MANIFEST_LEVEL = 6;

  private final Repository repository;
  private final InstantSource clock;
  private final Recalling recalling;

  /// What to do with what earlier builds learned of the same directory.
  public enum Recalling {
    /// Files that are as they were are not read again.
    UNCHANGED_FILES,
    NOTHING
  }

  public ImageBuild(Repository repository, InstantSource clock, Recalling recalling) {
    this.repository = repository;
    this.clock = clock;
    this.recalling = recalling;
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
        PackSpool spool = new PackSpool(layout, this::addAllImages);
        BuildRecollection recollection = recollection(tree, spool)) {
      Path plain = layout.incoming().resolve("manifest");
      ImageCapture.Captured captured =
          capture.capture(
              tree, spool, recollection == null ? Recollection.NONE : recollection, plain);
      spool.finish();
      StoredImage image = describe(captured, label, source, Files.size(plain));
      store(image, plain, spool);
      Retirements.of(repository).forget(image.id());
      if (recollection != null) {
        recollection.keep();
      }
      return new Built(image, captured, spool.newBytes());
    }
  }

  private void addAllImages(ChunkCatalog catalog) throws IOException {
    for (StoredImage image : repository.images()) {
      catalog.addAll(repository, image);
    }
  }

  private @Nullable BuildRecollection recollection(MasterTree tree, PackSpool spool)
      throws IOException {
    Optional<Path> directory = tree.directory();
    return directory.isEmpty()
        ? null
        : BuildRecollection.open(
            repository.layout(),
            directory.get(),
            spool,
            clock.instant().getEpochSecond(),
            recalling);
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

  /// First the packs get their names, then the image.
  private void store(StoredImage image, Path plain, PackSpool spool) throws IOException {
    RepositoryLayout layout = repository.layout();
    if (Files.exists(layout.image(image.id()))) {
      spool.place();
      repository.writeSmall(layout.annotation(image.id()), image.toJson());
      return;
    }
    Path aside = fillAside(image, plain, spool); // while the packs are on their way to the disk
    spool.place();
    Durable.place(aside, layout.image(image.id()));
  }

  private Path fillAside(StoredImage image, Path plain, PackSpool spool) throws IOException {
    RepositoryLayout aside = new RepositoryLayout(repository.layout().incoming());
    ImageId id = image.id();
    Files.createDirectories(aside.image(id));
    try (InputStream in = Files.newInputStream(plain);
        OutputStream out =
            StoredStream.compressing(Durable.output(aside.manifest(id)), MANIFEST_LEVEL)) {
      in.transferTo(out);
    }
    spool.writeIndex(Durable.output(aside.packIndex(id)));
    repository.writeSmall(aside.annotation(id), image.toJson());
    return aside.image(id);
  }
}
