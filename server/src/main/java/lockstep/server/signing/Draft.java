package lockstep.server.signing;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lockstep.images.ContentHash;
import lockstep.images.json.Json;
import lockstep.images.json.JsonWriter;
import lockstep.images.trust.TrustedMetadata;

/// A metadata file before it has signatures: what every role's `signed` part begins with.
final class Draft {
  private static final String SPEC_VERSION = "1.0.34";

  private Draft() {}

  static Json.ObjectBuilder of(String type, long version, Instant now, Duration lifetime) {
    return Json.object()
        .put("_type", type)
        .put("spec_version", SPEC_VERSION)
        .put("version", version)
        .put("expires", text(now.plus(lifetime)));
  }

  /// @param snapshot how it [names][#naming] the snapshot
  static Json.Object timestamp(long version, Instant now, Json.Object snapshot) {
    return of("timestamp", version, now, Lifetimes.TIMESTAMP)
        .put(TrustedMetadata.SIGNED_AT, text(now))
        .put("meta", Json.object().put("snapshot.json", snapshot))
        .build();
  }

  private static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /// A root with its version and expiry set anew.
  static Json.Object nextRoot(Json.Object root, long version, Instant now) {
    Map<String, Json> members = new LinkedHashMap<>(root.members());
    members.putAll(of("root", version, now, Lifetimes.ROOT).build().members());
    return new Json.Object(members);
  }

  /// The bytes of the file, which never change again: canonical, so that everyone who makes them makes the same.
  static byte[] signed(Json.Object signed, List<SigningKey> keys) {
    byte[] message = JsonWriter.canonical(signed);
    List<Json> signatures = new ArrayList<>();
    for (SigningKey key : keys) {
      signatures.add(
          Json.object()
              .put("keyid", key.keyId())
              .put("sig", HexFormat.of().formatHex(key.sign(message)))
              .build());
    }
    return JsonWriter.canonical(
        Json.object().put("signed", signed).put("signatures", signatures).build());
  }

  /// How one metadata file names another.
  static Json.Object naming(long version, byte[] file) {
    return Json.object()
        .put("version", version)
        .put("length", file.length)
        .put("hashes", Json.object().put("sha256", ContentHash.of(file).toString()))
        .build();
  }

  static Json.Object keys(List<SigningKey> keys) {
    Json.ObjectBuilder json = Json.object();
    keys.forEach(key -> json.put(key.keyId(), key.publicForm()));
    return json.build();
  }

  static Json.Object role(List<SigningKey> keys, int threshold) {
    return roleOf(keys, threshold).build();
  }

  private static Json.ObjectBuilder roleOf(List<SigningKey> keys, int threshold) {
    return Json.object()
        .put("keyids", Json.texts(keys.stream().map(SigningKey::keyId).toList()))
        .put("threshold", threshold);
  }

  /// The one delegation of a Lockstep repository.
  static Json.Object delegations(SigningKey rollout) {
    Json.Object role =
        roleOf(List.of(rollout), 1)
            .put("name", "rollout")
            .put("paths", Json.texts(List.of("rollout.json")))
            .put("terminating", true)
            .build();
    return Json.object().put("keys", keys(List.of(rollout))).put("roles", List.of(role)).build();
  }
}
