package lockstep.agent.image;

import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.release.PublishedImage;
import lockstep.images.release.Release;
import lockstep.images.release.Rollout;

/// What the repository offers now: the signed release, and who takes which of it.
public record Published(Release release, Rollout rollout) {
  /// See [Release#named].
  ///
  /// @throws ProblemException `E-IMAGE` when it names neither of the two images, or both
  public PublishedImage named(String name) throws ProblemException {
    return release
        .named(name)
        .orElseThrow(() ->
            new ProblemException(
                new Problem(
                    "E-IMAGE",
                    "",
                    "'%s' does not name one published image".formatted(name),
                    "choose one of: " + release.offered())));
  }
}
