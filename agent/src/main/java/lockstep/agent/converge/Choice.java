package lockstep.agent.converge;

import java.util.List;
import java.util.Optional;
import lockstep.agent.image.Published;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.release.PublishedImage;
import lockstep.images.release.Release;

/// Which of the published images this machine is to be on now, and if none, why.
public sealed interface Choice {
  record Take(PublishedImage image) implements Choice {}

  /// The root is left as it is.
  record Defer(Problem reason) implements Choice {}

  /// @param wish `--image`, which overrides rollout and hold
  /// @throws ProblemException `E-IMAGE` when the wish names no published image, `E-ROLLBACK` when the repository offers an
  ///     older release than this machine has seen
  static Choice of(Published published, Memory.Facts facts, String machineId, Optional<String> wish)
      throws ProblemException {
    Release release = published.release();
    if (release.counter() < facts.release()) {
      throw new ProblemException(
          new Problem(
              "E-ROLLBACK",
              "",
              "the repository offers release %d, this machine has seen release %d"
                  .formatted(release.counter(), facts.release()),
              "the repository was restored from an old copy, or is not the one this machine belongs to"));
    }
    if (wish.isPresent()) {
      return new Take(published.named(wish.get()));
    }
    return switch (published.rollout().decide(machineId, List.of())) {
      case CURRENT -> unlessHeld(release.current(), release, facts);
      case OLD -> unlessHeld(release.old().orElse(release.current()), release, facts);
      case HOLD -> stay(release, facts);
    };
  }

  private static Choice unlessHeld(PublishedImage image, Release release, Memory.Facts facts) {
    boolean held =
        facts
            .held()
            .filter(hold -> hold.image().equals(image.id()) && hold.release() == release.counter())
            .isPresent();
    if (!held) {
      return new Take(image);
    }
    return new Defer(
        new Problem(
            "E-HELD",
            "",
            "image %s was undone on this machine, by hand or because a critical trigger failed"
                .formatted(image.label()),
            "it stays off until the next release; to take it now: --image " + image.label()));
  }

  /// Nobody newly takes current; what a machine has is still repaired.
  private static Choice stay(Release release, Memory.Facts facts) {
    Optional<PublishedImage> present = facts.image().flatMap(release::find);
    if (present.isPresent()) {
      return new Take(present.get());
    }
    return new Defer(
        new Problem(
            "E-HALTED",
            "",
            "the rollout is halted, or its statement has expired or is missing, and this machine is on neither image",
            "look at `lockstep rollout show`; to take an image now: --image current or --image old"));
  }
}
