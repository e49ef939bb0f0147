package lockstep.images.release;

import lockstep.images.ImageId;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;
import lockstep.images.trust.TargetFile;

/// One of the two images a fleet may be on.
///
/// @param label what its builder called it
/// @param manifest the compressed manifest
/// @param manifestBytes the exact length of the manifest uncompressed, at which unpacking stops
/// @param totalBytes the content of all files
public record PublishedImage(
    ImageId id, String label, TargetFile manifest, long manifestBytes, long totalBytes) {
  private static final int LEAST_DIGITS = 4;

  /// The target path of an image's manifest.
  public static String targetPath(ImageId id) {
    return "images/" + id + ".manifest";
  }

  boolean isNamed(String name) {
    return label.equals(name) || (name.length() >= LEAST_DIGITS && id.toString().startsWith(name));
  }

  String described() {
    return label + " (" + id.abbreviated() + ")";
  }

  static PublishedImage of(TargetFile target) throws JsonException {
    Json.Object custom = target.custom();
    ImageId id = Fields.imageId(custom.text("imageId"));
    if (!target.path().equals(targetPath(id))) {
      throw new JsonException("an image says it is " + id);
    }
    return new PublishedImage(
        id,
        custom.text("label"),
        target,
        Fields.natural(custom, "manifestBytes"),
        Fields.natural(custom, "totalBytes"));
  }
}
