package lockstep.server;

import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.json.JsonException;
import lockstep.server.signing.ReleaseFile;

/// `--review DIGEST`: what is signed and published must be what was reviewed.
final class ReviewOption {
  private ReviewOption() {}

  /// @param digest in hex, as `sha256sum` prints it; empty when none was given
  /// @throws ProblemException `E-REVIEW` when the release is for another review, or for none
  static void check(String digest, ReleaseFile release) throws JsonException, ProblemException {
    if (digest.isEmpty()) {
      return;
    }
    String signed =
        release.current().find("review").isPresent() ? release.current().text("review") : "";
    if (!signed.equals(digest)) {
      throw new ProblemException(
          new Problem(
              "E-REVIEW",
              "",
              signed.isEmpty()
                  ? "the release has no image before it, so there was nothing to review"
                  : "the release is for review %s, not for %s".formatted(signed, digest),
              "review it again with: lockstep image diff REPO OLD NEW --json | sha256sum"));
    }
  }
}
