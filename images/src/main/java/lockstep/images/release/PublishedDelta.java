package lockstep.images.release;

import lockstep.images.ImageId;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;
import lockstep.images.trust.TargetFile;

/// A shorter way between the two images.
///
/// @param index digests per block of the delta's stream
public record PublishedDelta(ImageId from, ImageId to, TargetFile index) {
  /// The target path of a delta's index.
  public static String targetPath(ImageId from, ImageId to) {
    return "deltas/" + from + "-" + to + ".index";
  }

  static PublishedDelta of(TargetFile target) throws JsonException {
    Json.Object custom = target.custom();
    ImageId from = Fields.imageId(custom.text("from"));
    ImageId to = Fields.imageId(custom.text("to"));
    if (!target.path().equals(targetPath(from, to))) {
      throw new JsonException("a delta says it leads from " + from + " to " + to);
    }
    return new PublishedDelta(from, to, target);
  }
}
