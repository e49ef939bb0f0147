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
import lockstep.server.rollout.Rollouts;
import lockstep.server.signing.Audience;
import lockstep.server.signing.ReleaseFile;
import lockstep.server.signing.ReleaseSigner;
import lockstep.server.signing.SignedRepository;
import lockstep.server.signing.TargetDraft;

/// Makes an image current.
///
///     1  which image stays as old: the one the fleet was last sent to
///     2  both deltas between the two, and the solid groups of each       nothing is visible yet
///     3  the images that leave are noted as retired                      the note counts only once they are not published
///     4  the fleet is still where 1 found it, and no rollout is under way
///     5  targets are signed and served                                   [SignedRepository#publish]
///
/// Nobody else changes what is signed between 4 and 5. A crash before 5 leaves the release that was served; the next publish finds the deltas made.
public final class Publication {
  private final Repository repository;
  private final SignedRepository signed;
  private final Rollouts rollouts;
  private final InstantSource clock;
  private final Reviewer reviewer;

  public Publication(
      Repository repository, SignedRepository signed, InstantSource clock, Reviewer reviewer) {
    this.repository = repository;
    this.signed = signed;
    this.rollouts = new Rollouts(signed, clock);
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
  ///
  /// @param wentBack whether the fleet was on old
  private record Prepared(
      Optional<Release> before,
      boolean wentBack,
      Optional<StoredImage> old,
      GroupFiles.Made groups,
      List<TargetDraft> drafts) {}

  /// @throws ProblemException `E-CURRENT` when the fleet is on it already, `E-ROLLOUT` when a rollout is unfinished,
  ///     `E-KEYS` when the keys are not this repository's; nothing has changed then
  public Published publish(
      StoredImage image, ReleaseSigner signer, Audience audience, PublicationProgress progress)
      throws IOException {
    try (RepositoryLock _ = RepositoryLock.take(repository.layout())) {
      Prepared prepared = prepare(image, progress);
      return signed.exclusively(() -> {
        checkIsUnchanged(prepared);
        List<ImageId> retired = retire(prepared.before(), image, prepared.old());
        Release release = signed.publish(prepared.drafts(), signer, audience);
        return new Published(release, prepared.old(), retired, prepared.groups());
      });
    }
  }

  /// Which image stays as old was decided by where the fleet was; somebody may have sent it elsewhere meanwhile.
  private void checkIsUnchanged(Prepared prepared) throws IOException {
    rollouts.checkIsFinished();
    boolean isSameRelease =
        signed.release().map(Release::counter).equals(prepared.before().map(Release::counter));
    if (!isSameRelease || rollouts.isFleetOnOld() != prepared.wentBack()) {
      throw new ProblemException(
          new Problem(
              "E-ROLLOUT",
              "",
              "while this release was made, somebody published another or sent the fleet to the"
                  + " other image",
              "nothing was changed; look at 'lockstep rollout show', then publish again"));
    }
  }

  /// What has to be signed to [publish][#publish] the image; machines see nothing of it.
  public ReleaseFile draft(StoredImage image, PublicationProgress progress) throws IOException {
    try (RepositoryLock _ = RepositoryLock.take(repository.layout())) {
      return signed.draft(prepare(image, progress).drafts());
    }
  }

  private Prepared prepare(StoredImage image, PublicationProgress progress) throws IOException {
    rollouts.checkIsFinished();
    Optional<Release> before = signed.release();
    boolean wentBack = before.isPresent() && rollouts.isFleetOnOld();
    Optional<StoredImage> old =
        before.isEmpty() ? Optional.empty() : old(image, before.get(), wentBack);
    ChunkCatalog chunks = new ChunkCatalog();
    chunks.addAll(repository, image); // a damaged manifest or pack index ends here, unsigned
    Optional<ContentHash> review = Optional.empty();
    if (old.isPresent()) {
      chunks.addAll(repository, old.get());
      review = Optional.of(reviewer.review(repository, old.get(), image));
    }
    GroupFiles.Made groups = new GroupFiles(repository, chunks).write(image, old, progress);
    long counter = before.map(release -> release.counter() + 1).orElse(1L);
    return new Prepared(before, wentBack, old, groups, drafts(image, old, counter, review));
  }

  /// The image that stays beside the new one: what the fleet was last sent to, or, when that is the new one, the other.
  private Optional<StoredImage> old(StoredImage image, Release before, boolean wentBack)
      throws IOException {
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
}
