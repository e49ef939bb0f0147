package lockstep.server.gc;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import lockstep.images.ImageId;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.release.Release;
import lockstep.server.repository.Repository;
import lockstep.server.repository.RepositoryLock;
import lockstep.server.repository.Retirements;
import lockstep.server.repository.StoredImage;
import lockstep.server.signing.SignedRepository;
import org.jspecify.annotations.Nullable;

/// Takes one image away because somebody says so.
public final class ImageRemoval {
  private final Repository repository;
  private final SignedRepository signed;
  private final InstantSource clock;

  public ImageRemoval(Repository repository, SignedRepository signed, InstantSource clock) {
    this.repository = repository;
    this.signed = signed;
    this.clock = clock;
  }

  /// What only this image needed is left to [GarbageCollection].
  ///
  /// @param grace how long an image stays after it was last published
  /// @return bytes of the image's own files, which are gone
  /// @throws ProblemException `E-PUBLISHED` or `E-IN-GRACE` when machines may need it; nothing has changed then
  public long remove(StoredImage image, Duration grace) throws IOException {
    Images images = new Images(repository, signed);
    try (RepositoryLock _ = RepositoryLock.take(repository.layout())) {
      checkUnpublished(image);
      checkGrace(image, grace);
      long bytes = images.size(image.id());
      images.remove(image.id());
      return bytes;
    }
  }

  private void checkUnpublished(StoredImage image) throws IOException {
    Optional<Release> release = signed.release();
    if (release.isEmpty() || release.get().find(image.id()).isEmpty()) {
      return;
    }
    ImageId current = release.get().current().id();
    String role = image.id().equals(current) ? "current" : "old";
    throw new ProblemException(
        new Problem(
            "E-PUBLISHED",
            image.label(),
            "is the %s image of release %d".formatted(role, release.get().counter()),
            "publish other images until it is neither of the two; it is then collected after a"
                + " grace period"));
  }

  private void checkGrace(StoredImage image, Duration grace) throws IOException {
    @Nullable Instant since = Retirements.of(repository).since(image.id());
    if (since != null && clock.instant().isBefore(since.plus(grace))) {
      throw new ProblemException(
          new Problem(
              "E-IN-GRACE",
              image.label(),
              "was published until %s, and machines may be downloading it".formatted(since),
              "wait until %s; 'lockstep gc REPO' removes it then".formatted(since.plus(grace))));
    }
  }
}
