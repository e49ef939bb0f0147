package lockstep.server.gc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import lockstep.images.ImageId;
import lockstep.server.repository.Repository;
import lockstep.server.repository.RepositoryLayout;
import lockstep.server.repository.RepositoryLock;
import lockstep.server.signing.SignedRepository;

/// Takes away what no image needs any more, in the order that the package tells.
public final class GarbageCollection {
  public static final Duration GRACE = Duration.ofDays(7);

  private final Repository repository;
  private final Images images;
  private final InstantSource clock;
  private final List<Kind> kinds;

  public GarbageCollection(Repository repository, SignedRepository signed, InstantSource clock) {
    this.repository = repository;
    this.images = new Images(repository, signed);
    this.clock = clock;
    RepositoryLayout layout = repository.layout();
    Path targets = layout.targets();
    this.kinds =
        List.of(
            new Packs(repository),
            new SolidGroups(repository),
            new NamedForImages("deltas", List.of(layout.deltas())),
            new NamedForImages(
                "targets", List.of(targets.resolve("deltas"), targets.resolve("images"))));
  }

  /// Objects of one kind that go, or would.
  public record Going(String kind, List<Path> files, long bytes) {}

  /// What went, or would go.
  ///
  /// @param imageBytes of the images' own files
  /// @param inGrace how many retired images still have time
  public record Collected(List<ImageId> images, long imageBytes, List<Going> objects, int inGrace) {
    public Collected {
      images = List.copyOf(images);
      objects = List.copyOf(objects);
    }

    public long bytes() {
      return imageBytes + objects.stream().mapToLong(Going::bytes).sum();
    }

    /// How many objects of that kind.
    public int count(String kind) {
      return objects.stream()
          .filter(going -> going.kind.equals(kind))
          .mapToInt(going -> going.files.size())
          .sum();
    }
  }

  /// What [#collect] would take away now. Changes nothing, waits for nobody.
  ///
  /// @param grace how long an image stays after it was last published
  public Collected preview(Duration grace) throws IOException {
    Images.Sorted sorted = images.sort(clock.instant(), grace);
    List<Going> objects = new ArrayList<>();
    for (Kind kind : kinds) {
      List<Path> files = kind.unneeded(sorted.staying());
      long bytes = 0;
      for (Path file : files) {
        bytes += Files.size(file);
      }
      objects.add(new Going(kind.name(), files, bytes));
    }
    long imageBytes = 0;
    for (ImageId id : sorted.going()) {
      imageBytes += images.size(id);
    }
    return new Collected(sorted.going(), imageBytes, objects, sorted.inGrace());
  }

  /// @param grace how long an image stays after it was last published
  public Collected collect(Duration grace) throws IOException {
    return collect(grace, _ -> {}, _ -> {});
  }

  /// @param expected is told how many images and objects go, before the first does
  /// @param gone is told of them as they go
  public Collected collect(Duration grace, LongConsumer expected, LongConsumer gone)
      throws IOException {
    try (RepositoryLock _ = RepositoryLock.take(repository.layout())) {
      Collected collected = preview(grace);
      expected.accept(
          collected.images().size()
              + collected.objects().stream().mapToLong(going -> going.files().size()).sum());
      for (ImageId id : collected.images()) {
        images.remove(id);
        gone.accept(1);
      }
      for (Going going : collected.objects()) {
        for (Path file : going.files()) {
          Files.delete(file);
          gone.accept(1);
        }
      }
      return collected;
    }
  }
}
