package lockstep.server.oci;

import java.util.Optional;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;

/// What an image runs on.
///
/// @param variant empty when there is none
public record Platform(String os, String architecture, String variant) {

  /// @param text `linux/amd64` or `linux/arm/v7`
  /// @throws IllegalArgumentException when it is neither
  public static Platform parse(String text) {
    String[] parts = text.split("/", -1);
    boolean complete = parts.length == 2 || parts.length == 3;
    if (!complete || parts[0].isEmpty() || parts[1].isEmpty()) {
      throw new IllegalArgumentException("a platform is OS/ARCHITECTURE, as linux/amd64: " + text);
    }
    return new Platform(parts[0], parts[1], parts.length == 3 ? parts[2] : "");
  }

  /// Of an object with `os` and `architecture`; empty when it has not both.
  static Optional<Platform> of(Json.Object object) throws JsonException {
    if (object.find("os").isEmpty() || object.find("architecture").isEmpty()) {
      return Optional.empty();
    }
    String variant = object.find("variant").isPresent() ? object.text("variant") : "";
    return Optional.of(new Platform(object.text("os"), object.text("architecture"), variant));
  }

  /// What accompanies an image, as its provenance does, is of no platform.
  boolean isKnown() {
    return !os.equals("unknown") && !architecture.equals("unknown");
  }

  /// Whether this one, which may leave the variant open, means `other`.
  boolean means(Platform other) {
    return os.equals(other.os)
        && architecture.equals(other.architecture)
        && (variant.isEmpty() || variant.equals(other.variant));
  }

  @Override
  public String toString() {
    return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
  }
}
