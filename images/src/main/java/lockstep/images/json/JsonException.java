package lockstep.images.json;

import java.io.IOException;

/// Bytes are not the JSON we accept, or a value lacks what its reader needs.
public final class JsonException extends IOException {
  private static final long serialVersionUID = 1L;

  public JsonException(String message) {
    super(message);
  }
}
