package lockstep.server.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lockstep.images.ImageId;
import lockstep.images.checkup.Check;
import lockstep.images.checkup.Finding;
import lockstep.images.console.Figures;
import lockstep.images.pack.PackIndexReader;
import lockstep.images.release.PublishedDelta;
import lockstep.images.release.PublishedImage;
import lockstep.images.release.Release;
import lockstep.server.repository.Repository;
import lockstep.server.repository.RepositoryLayout;
import lockstep.server.signing.SignedRepository;

/// Whether all that machines need of the published images is there, and as long as it should be.
record ImagesCheck(Subject.Stored stored, InstantSource clock) implements Check {
  /// Of what only `fsck` knows how long it is.
  private static final long ANY = -1;

  @Override
  public String name() {
    return "images";
  }

  @Override
  public Finding look() throws IOException {
    Optional<Release> release =
        SignedRepository.open(stored.repository(), stored.onlineKeys(), clock).release();
    if (release.isEmpty()) {
      return Finding.ok("none is published");
    }
    Repository repository = Repository.open(stored.repository());
    Map<Path, Long> objects = new LinkedHashMap<>();
    for (PublishedImage image : images(release.get())) {
      addObjects(repository, image.id(), objects);
    }
    for (PublishedDelta delta : release.get().deltas()) {
      objects.put(repository.layout().delta(delta.from(), delta.to()), ANY);
      objects.put(repository.layout().deltaIndex(delta.from(), delta.to()), ANY);
    }
    List<Path> lacking = new ArrayList<>();
    for (Map.Entry<Path, Long> object : objects.entrySet()) {
      if (!isWhole(object.getKey(), object.getValue())) {
        lacking.add(object.getKey());
      }
    }
    return lacking.isEmpty()
        ? Finding.ok(
            "%s are there; lockstep fsck reads them"
                .formatted(Figures.count(objects.size(), "object", "objects")))
        : Finding.bad(
            "missing or cut short: %s%s"
                .formatted(
                    lacking.getFirst(),
                    lacking.size() == 1 ? "" : " and %d more".formatted(lacking.size() - 1)),
            "lockstep fsck %s, with --repair-from a good copy".formatted(stored.repository()));
  }

  private static List<PublishedImage> images(Release release) {
    List<PublishedImage> images = new ArrayList<>(List.of(release.current()));
    release.old().ifPresent(images::add);
    return images;
  }

  /// What an image is made of, with the length of each where that is known.
  private static void addObjects(Repository repository, ImageId id, Map<Path, Long> objects)
      throws IOException {
    RepositoryLayout layout = repository.layout();
    objects.put(layout.annotation(id), ANY);
    objects.put(layout.manifest(id), ANY);
    objects.put(layout.solidIndex(id), ANY);
    objects.put(layout.packIndex(id), ANY);
    if (isWhole(layout.annotation(id), ANY) && isWhole(layout.packIndex(id), ANY)) {
      try (PackIndexReader index = repository.openPackIndex(repository.image(id))) {
        index.packs().forEach(pack -> objects.put(layout.pack(pack), pack.sizeBytes()));
      }
    }
  }

  private static boolean isWhole(Path file, long bytes) throws IOException {
    return Files.exists(file) && (bytes == ANY ? Files.size(file) > 0 : Files.size(file) == bytes);
  }
}
