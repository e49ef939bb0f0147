package lockstep.server.rollout;

import java.util.Optional;
import lockstep.images.ImageId;
import lockstep.images.release.PublishedImage;
import lockstep.images.release.Release;

/// The release that a rollout is of.
public record Subject(long release, ImageId current, Optional<ImageId> old) {
  public static Subject of(Release release) {
    return new Subject(
        release.counter(), release.current().id(), release.old().map(PublishedImage::id));
  }
}
