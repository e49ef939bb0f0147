package lockstep.images.trust;

import java.util.Optional;
import java.util.OptionalLong;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;

/// How timestamp names snapshot, and snapshot the targets files: a version always, length and hashes if it likes.
///
/// @param name without version, such as `targets.json`
record NamedFile(String name, long version, OptionalLong length, Optional<FileDigests> digests) {
  static NamedFile of(String name, Json.Object json) throws JsonException {
    OptionalLong length = OptionalLong.empty();
    if (json.members().containsKey("length")) {
      length = OptionalLong.of(json.whole("length"));
      if (length.getAsLong() < 1) {
        throw new JsonException("a length of " + length.getAsLong());
      }
    }
    Optional<FileDigests> digests =
        json.members().containsKey("hashes")
            ? Optional.of(FileDigests.of(json.object("hashes")))
            : Optional.empty();
    return new NamedFile(name, Envelope.version(json), length, digests);
  }

  /// How many bytes may be read of it: what its namer says, and never more than `cap`.
  int maxBytes(int cap) {
    return (int) Math.min(cap, length.orElse(cap));
  }

  void checkContent(byte[] content) throws TrustException {
    if (length.isPresent() && length.getAsLong() != content.length) {
      throw new TrustException(
          Refusal.MISMATCH,
          name,
          "has %d bytes, signed is %d".formatted(content.length, length.getAsLong()));
    }
    if (digests.isPresent()) {
      digests.get().check(name, content);
    }
  }

  void checkVersion(Envelope file) throws TrustException {
    if (file.version() != version) {
      throw new TrustException(
          Refusal.MISMATCH, name, "is version %d, signed is %d".formatted(file.version(), version));
    }
  }

  /// Whether `file` is the one that is named.
  boolean names(Envelope file) {
    try {
      checkContent(file.bytes());
      checkVersion(file);
      return true;
    } catch (TrustException e) {
      return false;
    }
  }
}
