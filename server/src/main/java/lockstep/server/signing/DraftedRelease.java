package lockstep.server.signing;

import java.util.List;
import java.util.Optional;
import lockstep.images.ImageId;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.json.JsonException;
import lockstep.images.release.RolloutStatement;
import lockstep.images.release.RolloutStatement.Pace;

/// What drafts will mean once they are published.
final class DraftedRelease {
  private DraftedRelease() {}

  static RolloutStatement statement(List<TargetDraft> drafts, Audience audience)
      throws JsonException, ProblemException {
    TargetDraft current =
        find(drafts, "current")
            .orElseThrow(() ->
                new ProblemException(
                    new Problem("E-PUBLISH", "", "no draft has the role current", "")));
    Optional<TargetDraft> old = find(drafts, "old");
    return new RolloutStatement(
        current.custom().whole("release"),
        image(current),
        old.isPresent() ? Optional.of(image(old.get())) : Optional.empty(),
        audience == Audience.EVERYONE ? RolloutStatement.BUCKETS : 0,
        List.of(),
        "",
        Pace.RUNNING);
  }

  private static Optional<TargetDraft> find(List<TargetDraft> drafts, String role)
      throws JsonException {
    for (TargetDraft draft : drafts) {
      if (draft.custom().text("role").equals(role)) {
        return Optional.of(draft);
      }
    }
    return Optional.empty();
  }

  private static ImageId image(TargetDraft draft) throws JsonException {
    try {
      return ImageId.parse(draft.custom().text("imageId"));
    } catch (IllegalArgumentException e) {
      throw new JsonException(draft.path() + " names no image");
    }
  }
}
