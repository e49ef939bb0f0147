package lockstep.agent.image;

import java.util.Optional;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.release.PublishedImage;
import lockstep.images.release.Release;
import lockstep.images.release.Rollout;

/// What the repository offers now: the signed release, and who takes which of it.
public record Published(Release release, Rollout rollout) {
  /// One of the two images by `current`, `old`, label, id or a unique prefix of an id.
  ///
  /// @throws ProblemException `E-IMAGE` when it names neither, or both
  public PublishedImage named(String name) throws ProblemException {
    if (name.equals("current")) {
      return release.current();
    }
    Optional<PublishedImage> old = release.old();
    if (name.equals("old")) {
      return old.orElseThrow(() -> unknown(name));
    }
    boolean isCurrent = matches(release.current(), name);
    boolean isOld = old.isPresent() && matches(old.get(), name);
    if (isCurrent == isOld) {
      throw unknown(name);
    }
    return isCurrent ? release.current() : old.orElseThrow();
  }

  private static boolean matches(PublishedImage image, String name) {
    return image.label().equals(name)
        || (name.length() >= 4 && image.id().toString().startsWith(name));
  }

  private ProblemException unknown(String name) {
    String offered =
        describe(release.current()) + release.old().map(old -> ", " + describe(old)).orElse("");
    return new ProblemException(
        new Problem(
            "E-IMAGE",
            "",
            "'%s' does not name one published image".formatted(name),
            "choose one of: " + offered));
  }

  private static String describe(PublishedImage image) {
    return image.label() + " (" + image.id().abbreviated() + ")";
  }
}
