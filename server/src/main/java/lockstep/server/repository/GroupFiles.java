package lockstep.server.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import lockstep.images.ImageId;
import lockstep.images.delta.Group;
import lockstep.images.delta.GroupIndexReader;
import lockstep.images.manifest.ManifestReader;
import lockstep.server.delta.DeltaBuild;
import lockstep.server.delta.ImageContents;

/// Writes the groups of the two images of a release: both deltas, and what makes each image from nothing. What is there
/// already stays. For one thread.
public final class GroupFiles {
  private final Repository repository;
  private final ChunkCatalog chunks;

  /// @param chunks those of both images
  GroupFiles(Repository repository, ChunkCatalog chunks) {
    this.repository = repository;
    this.chunks = chunks;
  }

  /// What there is now, and how long it took.
  ///
  /// @param deltaBytes of both deltas
  /// @param solidBytes of all solid groups of the current image
  public record Made(long deltaBytes, Duration deltas, long solidBytes, Duration solid) {}

  Made write(StoredImage current, Optional<StoredImage> old, PublicationProgress progress)
      throws IOException {
    try (DeltaBuild build =
        new DeltaBuild(() -> new ContentReader(repository.layout(), chunks), progress::done)) {
      SolidFiles solid = new SolidFiles(repository, build);
      DeltaFiles.Side side = side(current);
      long start = System.nanoTime();
      long deltasDone = start;
      long deltaBytes = 0;
      if (old.isEmpty()) {
        progress.expect(solidWork(side));
      } else {
        DeltaFiles.Side former = side(old.get());
        progress.expect(
            deltaWork(former, side)
                + deltaWork(side, former)
                + solidWork(former)
                + solidWork(side));
        DeltaFiles deltas = new DeltaFiles(repository.layout(), build);
        deltas.write(former, side);
        deltas.write(side, former);
        deltaBytes = deltaBytes(old.get().id(), current.id());
        deltasDone = System.nanoTime();
        solid.write(former, Optional.of(current));
      }
      solid.write(side, old);
      return new Made(
          deltaBytes,
          Duration.ofNanos(deltasDone - start),
          solidBytes(current.id()),
          Duration.ofNanos(System.nanoTime() - deltasDone));
    }
  }

  private long deltaWork(DeltaFiles.Side from, DeltaFiles.Side to) {
    return Files.exists(repository.layout().deltaIndex(from.image().id(), to.image().id()))
        ? 0
        : DeltaBuild.work(from.contents(), to.contents());
  }

  /// As if no group could be kept.
  private long solidWork(DeltaFiles.Side side) {
    return Files.exists(repository.layout().solidIndex(side.image().id()))
        ? 0
        : DeltaBuild.work(side.contents());
  }

  private DeltaFiles.Side side(StoredImage image) throws IOException {
    try (ManifestReader manifest = repository.openManifest(image)) {
      return new DeltaFiles.Side(image, ImageContents.of(manifest));
    }
  }

  private long deltaBytes(ImageId one, ImageId other) throws IOException {
    RepositoryLayout layout = repository.layout();
    return Files.size(layout.delta(one, other)) + Files.size(layout.delta(other, one));
  }

  private long solidBytes(ImageId image) throws IOException {
    long bytes = 0;
    try (GroupIndexReader index =
        GroupIndexReader.open(Files.newInputStream(repository.layout().solidIndex(image)))) {
      for (Group group = index.next(); group != null; group = index.next()) {
        bytes += group.storedLength();
      }
    }
    return bytes;
  }
}
