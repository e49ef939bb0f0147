package lockstep.server.repository;

import java.time.Instant;
import lockstep.images.ImageId;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;

/// An image that was built here.
///
/// @param label what its builder called it; need not be unique
/// @param source what it was read from, for people
/// @param manifestBytes the length of the uncompressed manifest
/// @param files regular files
/// @param totalBytes their content
/// @param excludesSource where its exclude rules came from
/// @param packages how many its package database lists
public record StoredImage(
    ImageId id,
    String label,
    Instant created,
    String source,
    long manifestBytes,
    long entries,
    long files,
    long totalBytes,
    String excludesSource,
    long packages) {
  static StoredImage parse(ImageId id, Json.Object json) throws JsonException {
    return new StoredImage(
        id,
        json.text("label"),
        Instant.ofEpochSecond(json.whole("created")),
        json.text("source"),
        json.whole("manifestBytes"),
        json.whole("entries"),
        json.whole("files"),
        json.whole("bytes"),
        json.text("excludesSource"),
        json.whole("packages"));
  }

  Json.Object toJson() {
    return Json.object()
        .put("label", label)
        .put("created", created.getEpochSecond())
        .put("source", source)
        .put("manifestBytes", manifestBytes)
        .put("entries", entries)
        .put("files", files)
        .put("bytes", totalBytes)
        .put("excludesSource", excludesSource)
        .put("packages", packages)
        .build();
  }
}
