package lockstep.server.rollout;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lockstep.images.ImageId;
import lockstep.images.release.PublishedImage;
import lockstep.images.release.RolloutStatement;

/// What is published, who takes which of it, and what is to become of that: all that `rollout show` tells.
///
/// @param statement absent when none was ever published
/// @param expires when machines stop to believe it
/// @param state absent when nobody began a rollout of this release
/// @param verdict [Verdict#NONE] where no machine's report is known
/// @param emptyGroups groups of a plan that has just begun in which no machine is; none where no machine is known
public record RolloutPicture(
    Named current,
    Optional<Named> old,
    long release,
    Optional<RolloutStatement> statement,
    Optional<Instant> expires,
    Optional<RolloutState> state,
    Verdict verdict,
    Optional<Wait> waits,
    List<String> emptyGroups) {

  RolloutPicture waitingFor(Wait wait) {
    return new RolloutPicture(
        current, old, release, statement, expires, state, verdict, Optional.of(wait), emptyGroups);
  }

  RolloutPicture withEmptyGroups(List<String> groups) {
    return new RolloutPicture(
        current, old, release, statement, expires, state, verdict, waits, groups);
  }

  /// An image, and what people call it.
  public record Named(ImageId id, String label) {
    static Named of(PublishedImage image) {
      return new Named(image.id(), image.label());
    }
  }
}
