package lockstep.images.release;

import lockstep.images.ImageId;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;

/// The fields that several of our documents have.
final class Fields {
  private Fields() {}

  static ImageId imageId(String text) throws JsonException {
    try {
      return ImageId.parse(text);
    } catch (IllegalArgumentException e) {
      throw new JsonException("'" + text + "' is no image id");
    }
  }

  static long natural(Json.Object json, String key) throws JsonException {
    long value = json.whole(key);
    if (value < 0) {
      throw new JsonException("'" + key + "' is " + value);
    }
    return value;
  }
}
