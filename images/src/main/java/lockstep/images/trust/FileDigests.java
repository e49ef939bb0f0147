package lockstep.images.trust;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;

/// The hashes by which one file names another: SHA-256, SHA-512, or both; others are ignored beside one of these.
final class FileDigests {
  private static final Map<String, String> ALGORITHMS =
      Map.of("sha256", "SHA-256", "sha512", "SHA-512");

  /// Name to lower-case hex, only those we know, at least one.
  private final Map<String, String> hashes;

  private FileDigests(Map<String, String> hashes) {
    this.hashes = hashes;
  }

  static FileDigests of(Json.Object json) throws JsonException {
    Map<String, String> known = new TreeMap<>();
    for (String name : json.members().keySet()) {
      if (ALGORITHMS.containsKey(name)) {
        known.put(name, json.text(name));
      }
    }
    if (known.isEmpty()) {
      throw new JsonException("neither a sha256 nor a sha512 hash");
    }
    return new FileDigests(known);
  }

  void check(String name, byte[] content) throws TrustException {
    for (Map.Entry<String, String> hash : hashes.entrySet()) {
      String actual = HexFormat.of().formatHex(digest(hash.getKey()).digest(content));
      if (!actual.equals(hash.getValue())) {
        throw new TrustException(
            Refusal.MISMATCH,
            name,
            "its %s is %s, signed is %s".formatted(hash.getKey(), actual, hash.getValue()));
      }
    }
  }

  private static MessageDigest digest(String name) {
    try {
      return MessageDigest.getInstance(ALGORITHMS.getOrDefault(name, name));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256 and SHA-512", e);
    }
  }

  Optional<String> sha256() {
    return Optional.ofNullable(hashes.get("sha256"));
  }

  /// The one that stands in the name of a stored file.
  String preferred() {
    return sha256().orElseGet(() -> hashes.values().iterator().next());
  }
}
