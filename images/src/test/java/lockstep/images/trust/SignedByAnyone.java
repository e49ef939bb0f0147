package lockstep.images.trust;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;
import lockstep.images.json.JsonReader;
import lockstep.images.json.JsonWriter;
import lockstep.images.release.Release;
import lockstep.images.release.RolloutStatement;

/// Reads metadata that is signed well whatever it says: what hostile key holders could make machines read.
public final class SignedByAnyone {
  private static final SimulatedKey KEY = SimulatedKey.ed25519();
  private static final RoleKeys KEYS = keys();
  private static final Json ANY_TYPE = new Json.Text("");
  private static final NamedFile ANY_FILE =
      new NamedFile("any.json", 1, OptionalLong.empty(), Optional.empty());
  private static final Json.Object ROOT =
      Json.object()
          .put("_type", "root")
          .put("spec_version", "1.0.31")
          .put("version", 1)
          .put("expires", "2100-01-01T00:00:00Z")
          .put("keys", Json.object())
          .put(
              "roles",
              Json.object().put("timestamp", role()).put("snapshot", role()).put("targets", role()))
          .build();
  private static final String PATH = "images/0.manifest";

  private SignedByAnyone() {}

  private static RoleKeys keys() {
    try {
      return RoleKeys.of(role(), Json.object().put(KEY.keyId(), KEY.publicForm()).build());
    } catch (JsonException e) {
      throw new AssertionError(e);
    }
  }

  private static Json.Object role() {
    return Json.object()
        .put("keyids", Json.texts(List.of(KEY.keyId())))
        .put("threshold", 1)
        .build();
  }

  /// @param role a number for each role
  /// @param signed the signed part, as JSON; in a root, our key and role take the place of what it says of the root's
  /// @throws IOException when it is refused
  public static void read(int role, byte[] signed) throws IOException {
    Json.Object json = JsonReader.readObject(signed);
    switch (role) {
      case 0 -> root(json);
      case 1 -> TimestampMetadata.verified(file(json), KEYS);
      case 2 -> snapshot(json);
      case 3 -> targets(json);
      default -> rollout(json);
    }
  }

  private static void root(Json.Object json) throws IOException {
    RootMetadata root = RootMetadata.selfSigned(file(withOurKey(json)));
    root.rootKeys().check(root.file());
    root.targetsKeys().lost(root.snapshotKeys());
    root.timestampKeys().lost(root.targetsKeys());
  }

  private static Json.Object withOurKey(Json.Object json) throws JsonException {
    Json.ObjectBuilder keys = Json.object();
    json.object("keys").members().forEach(keys::put);
    Json.ObjectBuilder roles = Json.object();
    json.object("roles").members().forEach(roles::put);
    Json.ObjectBuilder root = Json.object();
    json.members().forEach(root::put);
    return root.put("keys", keys.put(KEY.keyId(), KEY.publicForm()))
        .put("roles", roles.put("root", role()))
        .build();
  }

  private static void snapshot(Json.Object json) throws IOException {
    SnapshotMetadata snapshot = SnapshotMetadata.verified(file(json), KEYS);
    snapshot.checkFollows(snapshot);
  }

  private static void targets(Json.Object json) throws IOException {
    TargetsMetadata targets =
        TargetsMetadata.verified("targets", file(json), KEYS, Naming.CONSISTENT);
    for (Delegation delegation : targets.delegations()) {
      delegation.covers(PATH);
    }
    for (TargetFile target : targets.targets().values()) {
      target.storedPath();
    }
    Release.of(
        new TrustedMetadata(
            Instant.EPOCH,
            RootMetadata.selfSigned(file(withOurKey(ROOT))),
            new TimestampMetadata(targets.file(), ANY_FILE, Instant.EPOCH),
            new SnapshotMetadata(targets.file(), Map.of()),
            targets));
  }

  private static void rollout(Json.Object json) throws JsonException {
    RolloutStatement statement = RolloutStatement.parse(json);
    Json.Object again = JsonReader.readObject(statement.toBytes());
    if (!RolloutStatement.parse(again).equals(statement)) {
      throw new AssertionError("a rollout reads otherwise when it is written again");
    }
    statement.decide("machine", List.of("group"));
  }

  /// @throws TrustException without the cost of a signature, when the file would be refused anyway
  private static byte[] file(Json.Object signed) throws TrustException {
    Envelope.parse(typeOf(signed), "x", json(signed, List.of()));
    Json.Object signature = KEY.signatureOver(JsonWriter.canonical(signed));
    return json(signed, List.of(signature));
  }

  private static String typeOf(Json.Object signed) {
    return signed.find("_type").orElse(ANY_TYPE) instanceof Json.Text(String type) ? type : "";
  }

  private static byte[] json(Json.Object signed, List<Json.Object> signatures) {
    return JsonWriter.plain(
            Json.object().put("signatures", signatures).put("signed", signed).build())
        .getBytes(StandardCharsets.UTF_8);
  }
}
