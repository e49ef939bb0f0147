package lockstep.server.repository;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lockstep.images.ImageId;
import lockstep.images.delta.Group;
import lockstep.images.delta.GroupIndexReader;
import lockstep.images.pack.Pack;
import lockstep.images.pack.PackIndexReader;
import lockstep.images.release.PublishedImage;
import lockstep.images.release.Release;
import lockstep.server.signing.SignedRepository;

/// Takes away what no image needs any more.
///
///     an image goes     when it was published, is not any more, and its grace period is over
///     a pack goes       when no image that stays has a chunk in it; packs are never rewritten
///     a solid group     when no image that stays is made with it
///     a delta goes      when one of its two images is gone, its signed index with it
///
/// Names go first and durably, then what they led to: a crash leaves too much, never too little.
public final class GarbageCollection {
  public static final Duration GRACE = Duration.ofDays(7);

  private final Repository repository;
  private final SignedRepository signed;
  private final InstantSource clock;

  public GarbageCollection(Repository repository, SignedRepository signed, InstantSource clock) {
    this.repository = repository;
    this.signed = signed;
    this.clock = clock;
  }

  /// What went.
  ///
  /// @param kept retired images that still have time
  public record Collected(List<ImageId> images, int packs, int deltas, long bytes, int kept) {}

  /// @param grace how long an image stays after it was last published
  public Collected collect(Duration grace) throws IOException {
    try (RepositoryLock _ = RepositoryLock.take(repository.layout())) {
      Instant now = clock.instant();
      Set<ImageId> published = published();
      Retirements retirements = Retirements.of(repository);
      List<ImageId> gone = new ArrayList<>();
      Set<ImageId> staying = new HashSet<>();
      int kept = 0;
      for (StoredImage image : repository.images()) {
        Instant since = published.contains(image.id()) ? null : retirements.since(image.id());
        if (since != null && !now.isBefore(since.plus(grace))) {
          gone.add(image.id());
        } else {
          staying.add(image.id());
          kept += since != null ? 1 : 0;
        }
      }
      long bytes = removeImages(gone, retirements);
      Tally packs = removePacks(staying);
      Tally deltas = removeDeltas(staying);
      return new Collected(
          gone, packs.count, deltas.count, bytes + packs.bytes + deltas.bytes, kept);
    }
  }

  private Set<ImageId> published() throws IOException {
    Set<ImageId> published = new HashSet<>();
    Optional<Release> release = signed.release();
    if (release.isPresent()) {
      published.add(release.get().current().id());
      release.get().old().map(PublishedImage::id).ifPresent(published::add);
    }
    return published;
  }

  private static final class Tally {
    private int count;
    private long bytes;

    void remove(Path file) throws IOException {
      long size = Files.size(file);
      Files.delete(file);
      count++;
      bytes += size;
    }
  }

  /// The name goes in one rename; what it led to is in `incoming/` then, and gone with it after a crash.
  private long removeImages(List<ImageId> images, Retirements retirements) throws IOException {
    RepositoryLayout layout = repository.layout();
    Tally tally = new Tally();
    for (ImageId id : images) {
      Path aside = layout.incoming().resolve(id.toString());
      Durable.place(layout.image(id), aside);
      Durable.sync(layout.images());
      for (Path file : filesIn(aside)) {
        tally.remove(file);
      }
      Files.delete(aside);
      retirements.forget(id);
    }
    return tally.bytes;
  }

  private Tally removePacks(Set<ImageId> staying) throws IOException {
    Set<String> needed = new HashSet<>();
    for (ImageId id : staying) {
      try (PackIndexReader index = repository.openPackIndex(repository.image(id))) {
        for (Pack pack : index.packs()) {
          needed.add(String.valueOf(repository.layout().pack(pack).getFileName()));
        }
      }
      addSolidGroups(id, needed);
    }
    Tally tally = new Tally();
    for (Path file : filesIn(repository.layout().packs())) {
      if (!needed.contains(String.valueOf(file.getFileName()))) {
        tally.remove(file);
      }
    }
    return tally;
  }

  private void addSolidGroups(ImageId id, Set<String> needed) throws IOException {
    Path file = repository.layout().solidIndex(id);
    if (Files.exists(file)) {
      try (GroupIndexReader index = GroupIndexReader.open(Files.newInputStream(file))) {
        for (Group group = index.next(); group != null; group = index.next()) {
          needed.add(String.valueOf(repository.layout().solid(group).getFileName()));
        }
      }
    }
  }

  private Tally removeDeltas(Set<ImageId> staying) throws IOException {
    RepositoryLayout layout = repository.layout();
    Tally tally = new Tally();
    for (Path directory :
        List.of(
            layout.deltas(),
            layout.targets().resolve("deltas"),
            layout.targets().resolve("images"))) {
      for (Path file : filesIn(directory)) {
        if (namesOneThatIsGone(String.valueOf(file.getFileName()), staying)) {
          tally.remove(file);
        }
      }
    }
    return tally;
  }

  /// Our names hold image ids between `.` and `-`; the hash before a target's name is in none of them.
  private boolean namesOneThatIsGone(String name, Set<ImageId> staying) {
    String own = name.replaceFirst("^[0-9a-f]{64}\\.", "");
    for (String part : own.split("[.-]", -1)) {
      if (part.matches("[0-9a-f]{64}") && !staying.contains(ImageId.parse(part))) {
        return true;
      }
    }
    return false;
  }

  private static List<Path> filesIn(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(directory)) {
        found.forEach(files::add);
      }
    }
    return files;
  }
}
