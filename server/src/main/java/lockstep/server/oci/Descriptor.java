package lockstep.server.oci;

import java.util.Optional;
import lockstep.images.ProblemException;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;

/// What a document says of a blob.
///
/// @param platform of the image it is the manifest of, where that is said
/// @param name a tag, or empty
record Descriptor(
    String mediaType, Digest digest, long size, Optional<Platform> platform, String name) {
  private static final String NAME = "org.opencontainers.image.ref.name";

  /// @param where it stands, for messages
  static Descriptor of(Json json, String where) throws JsonException, ProblemException {
    Json.Object object = Json.as(json, Json.Object.class, "a descriptor is no object");
    long size = object.whole("size");
    if (size < 0) {
      throw OciProblem.malformed(where, "has a blob of %d bytes".formatted(size));
    }
    return new Descriptor(
        object.find("mediaType").isPresent() ? object.text("mediaType") : "",
        Digest.parse(object.text("digest"), where),
        size,
        object.find("platform").isPresent()
            ? Platform.of(object.object("platform"))
            : Optional.empty(),
        name(object));
  }

  private static String name(Json.Object object) throws JsonException {
    if (object.find("annotations").isEmpty()) {
      return "";
    }
    Json.Object annotations = object.object("annotations");
    return annotations.find(NAME).isPresent() ? annotations.text(NAME) : "";
  }

  boolean isIndex() {
    return mediaType.equals("application/vnd.oci.image.index.v1+json")
        || mediaType.equals("application/vnd.docker.distribution.manifest.list.v2+json");
  }

  boolean isManifest() {
    return mediaType.equals("application/vnd.oci.image.manifest.v1+json")
        || mediaType.equals("application/vnd.docker.distribution.manifest.v2+json");
  }

  /// Whether it is a part of a root, packed in whichever way.
  boolean isLayer() {
    return mediaType.startsWith("application/vnd.oci.image.layer.v1.tar")
        || mediaType.startsWith("application/vnd.oci.image.layer.nondistributable.v1.tar")
        || mediaType.startsWith("application/vnd.docker.image.rootfs.diff.tar")
        || mediaType.startsWith("application/vnd.docker.image.rootfs.foreign.diff.tar");
  }
}
