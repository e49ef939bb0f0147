package lockstep.server.repository;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lockstep.images.ContentHash;
import lockstep.images.ImageId;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.json.Json;
import lockstep.images.release.PublishedDelta;
import lockstep.images.release.PublishedImage;
import lockstep.images.release.Release;
import lockstep.images.release.RolloutStatement;
import lockstep.server.signing.ReleaseFile;
import lockstep.server.signing.ReleaseSigner;
import lockstep.server.signing.SignedRepository;
import lockstep.server.signing.TargetDraft;

/// Makes an image current, and sends the fleet back to old.
///
///     1  which image stays as old: the one the fleet was last sent to
///     2  both deltas between the two, and the solid groups of each       nothing is visible yet
///     3  the images that leave are noted as retired                      the note counts only once they are not published
///     4  targets are signed and served                                   [SignedRepository#publish]
///
/// A crash before 4 leaves the release that was served; the next publish finds the deltas made.
public final class Publication {
  private final Repository repository;
  private final SignedRepository signed;
  private final InstantSource clock;
  private final Reviewer reviewer;

  public Publication(
      Repository repository, SignedRepository signed, InstantSource clock, Reviewer reviewer) {
    this.repository = repository;
    this.signed = signed;
    this.clock = clock;
    this.reviewer = reviewer;
  }

  /// What a publish did.
  ///
  /// @param groups the deltas and solid groups that had to be there first
  public record Published(
      Release release, Optional<StoredImage> old, List<ImageId> retired, GroupFiles.Made groups) {}

  /// Tells the digest of what a review of a release must have seen.
  @FunctionalInterface
  public interface Reviewer {
    ContentHash review(Repository repository, StoredImage old, StoredImage image)
        throws IOException;
  }

  /// All that a release needs but signatures.
  private record Prepared(
      Optional<Release> before,
      Optional<StoredImage> old,
      GroupFiles.Made groups,
      List<TargetDraft> drafts) {}

  /// @throws ProblemException `E-CURRENT` when the fleet is on it already, `E-ROLLOUT` when a rollout is unfinished,
  ///     `E-KEYS` when the keys are not this repository's; nothing has changed then
  public Published publish(StoredImage image, ReleaseSigner signer, PublicationProgress progress)
      throws IOException {
    try (RepositoryLock _ = RepositoryLock.take(repository.layout())) {
      Prepared prepared = prepare(image, progress);
      List<ImageId> retired = retire(prepared.before(), image, prepared.old());
      Release release = signed.publish(prepared.drafts(), signer);
      return new Published(release, prepared.old(), retired, prepared.groups());
    }
  }

  /// What has to be signed to [publish][#publish] the image; machines see nothing of it.
  public ReleaseFile draft(StoredImage image, PublicationProgress progress) throws IOException {
    try (RepositoryLock _ = RepositoryLock.take(repository.layout())) {
      return signed.draft(prepare(image, progress).drafts());
    }
  }

  private Prepared prepare(StoredImage image, PublicationProgress progress) throws IOException {
    Optional<Release> before = signed.release();
    Optional<StoredImage> old = before.isEmpty() ? Optional.empty() : old(image, before.get());
    ChunkCatalog chunks = new ChunkCatalog();
    chunks.addAll(repository, image); // a damaged manifest or pack index ends here, unsigned
    Optional<ContentHash> review = Optional.empty();
    if (old.isPresent()) {
      chunks.addAll(repository, old.get());
      review = Optional.of(reviewer.review(repository, old.get(), image));
    }
    GroupFiles.Made groups = new GroupFiles(repository, chunks).write(image, old, progress);
    long counter = before.map(release -> release.counter() + 1).orElse(1L);
    return new Prepared(before, old, groups, drafts(image, old, counter, review));
  }

  /// The image that stays beside the new one: what the fleet was last sent to, or, when that is the new one, the other.
  private Optional<StoredImage> old(StoredImage image, Release before) throws IOException {
    boolean wentBack = fleetIsOnOld();
    PublishedImage fleets = wentBack ? before.old().orElse(before.current()) : before.current();
    if (!fleets.id().equals(image.id())) {
      return Optional.of(repository.image(fleets.id()));
    }
    if (!wentBack) {
      throw new ProblemException(
          new Problem(
              "E-CURRENT",
              image.label(),
              "is current already, in release " + before.counter(),
              "publish another image, or nothing"));
    }
    return Optional.of(repository.image(before.current().id()));
  }

  private boolean fleetIsOnOld() throws IOException {
    Optional<RolloutStatement> statement = signed.statement();
    if (statement.isEmpty()) {
      return false;
    }
    RolloutStatement rollout = statement.get();
    boolean running = rollout.pace() == RolloutStatement.Pace.RUNNING;
    boolean back = running && rollout.currentBelow() == 0 && rollout.groups().isEmpty();
    if (!back && (!running || rollout.currentBelow() < RolloutStatement.BUCKETS)) {
      throw new ProblemException(
          new Problem(
              "E-ROLLOUT",
              "",
              "the rollout of release %d is not finished: %d of %d buckets%s"
                  .formatted(
                      rollout.release(),
                      rollout.currentBelow(),
                      RolloutStatement.BUCKETS,
                      running ? "" : ", halted"),
              "finish it, or send the fleet back with: lockstep rollback REPO"));
    }
    return back;
  }

  private List<ImageId> retire(
      Optional<Release> before, StoredImage image, Optional<StoredImage> old) throws IOException {
    List<ImageId> retired = new ArrayList<>();
    Retirements retirements = Retirements.of(repository);
    before.ifPresent(release -> {
      retired.add(release.current().id());
      release.old().ifPresent(published -> retired.add(published.id()));
    });
    retired.remove(image.id());
    old.ifPresent(stays -> retired.remove(stays.id()));
    for (ImageId id : retired) {
      retirements.retire(id, clock.instant());
    }
    return retired;
  }

  private List<TargetDraft> drafts(
      StoredImage image, Optional<StoredImage> old, long counter, Optional<ContentHash> review) {
    List<TargetDraft> drafts = new ArrayList<>();
    drafts.add(manifest(image, "current", counter, review));
    if (old.isPresent()) {
      drafts.add(manifest(old.get(), "old", counter, Optional.empty()));
      drafts.add(delta(old.get().id(), image.id()));
      drafts.add(delta(image.id(), old.get().id()));
    }
    return drafts;
  }

  private TargetDraft manifest(
      StoredImage image, String role, long counter, Optional<ContentHash> review) {
    Json.ObjectBuilder custom =
        Json.object()
            .put("role", role)
            .put("release", counter)
            .put("imageId", image.id().toString())
            .put("label", image.label())
            .put("manifestBytes", image.manifestBytes())
            .put("totalBytes", image.totalBytes());
    review.ifPresent(digest -> custom.put("review", digest.toString()));
    return new TargetDraft(
        PublishedImage.targetPath(image.id()),
        repository.layout().manifest(image.id()),
        custom.build());
  }

  private TargetDraft delta(ImageId from, ImageId to) {
    return new TargetDraft(
        PublishedDelta.targetPath(from, to),
        repository.layout().deltaIndex(from, to),
        Json.object()
            .put("role", "delta")
            .put("from", from.toString())
            .put("to", to.toString())
            .build());
  }

  /// Sends the whole fleet to old, by a statement that needs only the rollout key.
  ///
  /// @return the release that stays published
  /// @throws ProblemException `E-NO-OLD` when there is no way back, `E-CURRENT` when the fleet was sent there already
  public Release rollback() throws IOException {
    Release release = signed.release().orElseThrow(() -> noOld("nothing is published"));
    if (release.old().isEmpty()) {
      throw noOld("release %d has no old image".formatted(release.counter()));
    }
    RolloutStatement back = RolloutStatement.everyoneOnOld(release);
    if (signed.statement().equals(Optional.of(back))) {
      throw new ProblemException(
          new Problem(
              "E-CURRENT",
              release.old().get().label(),
              "is what the fleet was sent to already",
              "nothing is left to do here; see who followed: lockstep fleet ls --server URL"));
    }
    signed.rollout(back);
    return release;
  }

  private static ProblemException noOld(String why) {
    return new ProblemException(new Problem("E-NO-OLD", "", why, "publish another image instead"));
  }
}
