package lockstep.server.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lockstep.images.checkup.Check;
import lockstep.images.checkup.Finding;
import lockstep.images.console.Figures;
import lockstep.images.pack.Pack;
import lockstep.images.pack.PackIndexReader;
import lockstep.images.release.PublishedDelta;
import lockstep.images.release.PublishedImage;
import lockstep.images.release.Release;
import lockstep.server.repository.Repository;
import lockstep.server.repository.RepositoryLayout;
import lockstep.server.repository.StoredImage;
import lockstep.server.signing.SignedRepository;

/// Whether all that machines need of the published images is there, and as long as it should be.
record ImagesCheck(Subject.Stored stored, InstantSource clock) implements Check {
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
    List<Path> lacking = new ArrayList<>();
    int objects = 0;
    for (PublishedImage image : images(release.get())) {
      objects += look(repository, repository.image(image.id()), lacking);
    }
    for (PublishedDelta delta : release.get().deltas()) {
      RepositoryLayout layout = repository.layout();
      require(layout.delta(delta.from(), delta.to()), lacking);
      require(layout.deltaIndex(delta.from(), delta.to()), lacking);
      objects += 2;
    }
    return lacking.isEmpty()
        ? Finding.ok(
            "%s are there; lockstep fsck reads them"
                .formatted(Figures.count(objects, "object", "objects")))
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

  /// @return how many objects were looked for
  private static int look(Repository repository, StoredImage image, List<Path> lacking)
      throws IOException {
    RepositoryLayout layout = repository.layout();
    require(layout.manifest(image.id()), lacking);
    require(layout.solidIndex(image.id()), lacking);
    require(layout.packIndex(image.id()), lacking);
    if (lacking.contains(layout.packIndex(image.id()))) {
      return 3;
    }
    try (PackIndexReader index = repository.openPackIndex(image)) {
      for (Pack pack : index.packs()) {
        Path file = layout.pack(pack);
        if (!Files.exists(file) || Files.size(file) != pack.sizeBytes()) {
          lacking.add(file);
        }
      }
      return 3 + index.packs().size();
    }
  }

  private static void require(Path file, List<Path> lacking) throws IOException {
    if (!Files.exists(file) || Files.size(file) == 0) {
      lacking.add(file);
    }
  }
}
