package lockstep.server;

import java.io.IOException;
import java.util.Optional;
import lockstep.images.ImageId;
import lockstep.images.release.Release;
import lockstep.server.signing.SignedRepository;

/// What a release makes of an image.
record ImageRoles(Optional<Release> release) {
  static ImageRoles of(SignedRepository signed) throws IOException {
    return new ImageRoles(signed.release());
  }

  String of(ImageId id) {
    if (release.isEmpty() || release.get().find(id).isEmpty()) {
      return "candidate";
    }
    return release.get().current().id().equals(id) ? "current" : "old";
  }
}
