package lockstep.images.trust;

import java.util.List;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;
import lockstep.images.json.JsonReader;

/// A metadata file taken apart.
record Envelopes(Json.Object signed, List<Json> signatures) {
  Envelopes(byte[] file) {
    this(read(file), signatures(file));
  }

  private static Json.Object read(byte[] file) {
    try {
      return JsonReader.readObject(file).object("signed");
    } catch (JsonException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Json> signatures(byte[] file) {
    try {
      return JsonReader.readObject(file).array("signatures");
    } catch (JsonException e) {
      throw new AssertionError(e);
    }
  }
}
