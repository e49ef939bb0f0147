package lockstep.server;

import java.io.IOException;
import java.util.Optional;
import lockstep.images.ImageId;
import lockstep.images.release.PublishedImage;
import lockstep.images.release.Release;
import lockstep.images.release.RolloutStatement;
import lockstep.server.signing.SignedRepository;

/// What a release makes of an image, and which of the two images the fleet was sent to.
record ImageRoles(Optional<Release> release, Optional<RolloutStatement> statement) {
  static ImageRoles of(SignedRepository signed) throws IOException {
    return new ImageRoles(signed.release(), signed.statement());
  }

  /// The old image, while everyone takes that: after a rollback, or before a staged release begins.
  Optional<PublishedImage> fleetTakesOld() {
    return release
        .filter(_ -> statement.filter(RolloutStatement::isEveryoneOnOld).isPresent())
        .flatMap(Release::old);
  }

  String of(ImageId id) {
    if (release.isEmpty() || release.get().find(id).isEmpty()) {
      return "candidate";
    }
    return release.get().current().id().equals(id) ? "current" : "old";
  }
}
