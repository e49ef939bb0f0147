package lockstep.server.gc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lockstep.images.ImageId;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.release.PublishedImage;
import lockstep.images.release.Release;
import lockstep.server.repository.Durable;
import lockstep.server.repository.Repository;
import lockstep.server.repository.RepositoryLayout;
import lockstep.server.repository.Retirements;
import lockstep.server.repository.StoredImage;
import lockstep.server.signing.SignedRepository;

/// Which images stay, and how one goes.
record Images(Repository repository, SignedRepository signed) {
  /// @param going were published, are not any more, and their grace period is over
  /// @param staying all others
  /// @param inGrace how many of these were published and still have time
  record Sorted(List<ImageId> going, Set<ImageId> staying, int inGrace) {}

  Sorted sort(Instant now, Duration grace) throws IOException {
    Set<ImageId> published = published();
    Retirements retirements = Retirements.of(repository);
    List<ImageId> going = new ArrayList<>();
    Set<ImageId> staying = new HashSet<>();
    int inGrace = 0;
    for (StoredImage image : repository.images()) {
      Instant since = published.contains(image.id()) ? null : retirements.since(image.id());
      if (since != null && !now.isBefore(since.plus(grace))) {
        going.add(image.id());
      } else {
        staying.add(image.id());
        inGrace += since != null ? 1 : 0;
      }
    }
    checkStored(published, staying);
    return new Sorted(going, staying, inGrace);
  }

  /// What is not listed cannot say what it needs.
  private static void checkStored(Set<ImageId> published, Set<ImageId> stored)
      throws ProblemException {
    for (ImageId id : published) {
      if (!stored.contains(id)) {
        throw new ProblemException(
            new Problem(
                "E-MISSING",
                "images/" + id,
                "this image is published and not stored, so nothing is removed",
                "see what is wrong, and repair it: lockstep fsck REPO --repair-from URL|DIR"));
      }
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

  /// Bytes of the image's own files.
  long size(ImageId id) throws IOException {
    long bytes = 0;
    for (Path file : Folder.files(repository.layout().image(id))) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  /// The name goes in one rename; what it led to is in `incoming/` then, and gone with it after a kill. The caller holds the
  /// repository's lock.
  void remove(ImageId id) throws IOException {
    RepositoryLayout layout = repository.layout();
    Path aside = layout.incoming().resolve(id.toString());
    Durable.place(layout.image(id), aside);
    Durable.sync(layout.images());
    for (Path file : Folder.files(aside)) {
      Files.delete(file);
    }
    Files.delete(aside);
    Retirements.of(repository).forget(id);
  }
}
