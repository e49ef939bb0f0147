package lockstep.server.repository;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lockstep.images.ImageId;
import lockstep.images.Problem;
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

  /// A directory for what a build needs until it ends, on the repository's disk but not in it.
  public static Path scratchDirectory(Repository repository) throws IOException {
    return BuildRecollection.makeDirectory(repository.layout().root());
  }

  /// What a build made.
  ///
  /// @param newBytes what the repository grew by, packs only
  /// @param warnings what did not go as it should and does not matter to the image
  public record Built(
      StoredImage image, ImageCapture.Captured captured, long newBytes, List<Problem> warnings) {}

  /// Reads `tree` and stores it. An image that is there already keeps its content and takes the new label, unless it is
  /// published: under that label people know it, and what is signed says it.
  ///
  /// @param source names the tree, for people
  public Built build(ImageCapture capture, MasterTree tree, String label, String source)
      throws IOException {
    RepositoryLayout layout = repository.layout();
    List<Problem> warnings = new ArrayList<>();
    try (RepositoryLock _ = RepositoryLock.take(layout);
        PackSpool spool = new PackSpool(layout, this::addAllImages);
        BuildRecollection recollection = recollection(tree, spool, warnings)) {
      Path plain = layout.incoming().resolve("manifest");
      ImageCapture.Captured captured =
          capture.capture(
              tree, spool, recollection == null ? Recollection.NONE : recollection, plain);
      spool.finish();
      ImageLabel called = ImageLabel.of(repository, captured.image(), label, clock);
      StoredImage image = describe(captured, called.label(), source, Files.size(plain));
      warnings.addAll(called.warnings());
      store(image, plain, spool);
      Retirements.of(repository).forget(image.id());
      keep(recollection, warnings);
      return new Built(image, captured, spool.newBytes(), List.copyOf(warnings));
    }
  }

  private void addAllImages(ChunkCatalog catalog) throws IOException {
    for (StoredImage image : repository.images()) {
      catalog.addAll(repository, image);
    }
  }

  /// Null when the tree is no directory, or nothing can be kept.
  private @Nullable BuildRecollection recollection(
      MasterTree tree, PackSpool spool, List<Problem> warnings) {
    Optional<Path> directory = tree.directory();
    if (directory.isEmpty()) {
      return null;
    }
    try {
      long began = clock.instant().getEpochSecond();
      return BuildRecollection.open(repository.layout(), directory.get(), spool, began, recalling);
    } catch (IOException e) {
      warnings.add(forgetful(e));
      return null;
    }
  }

  private void keep(@Nullable BuildRecollection recollection, List<Problem> warnings) {
    if (recollection != null) {
      try {
        recollection.keep();
      } catch (IOException e) {
        warnings.add(forgetful(e));
      }
    }
  }

  private Problem forgetful(IOException e) {
    return new Problem(
        "W-BUILD-MEMORY",
        BuildRecollection.directoryBeside(repository.layout().root()).toString(),
        "cannot be written, so the next build reads every file again: " + e,
        "make it a directory that the builder may write to");
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
