package lockstep.images.trust;

import lockstep.images.json.Json;
import lockstep.images.json.JsonException;

/// Whom to believe for each top-level role.
final class RootMetadata {
  static final String ROLE = "root";
  static final String FILE = "root.json";

  private final Envelope file;
  private final RoleKeys root;
  private final RoleKeys timestamp;
  private final RoleKeys snapshot;
  private final RoleKeys targets;
  private final Naming naming;

  private RootMetadata(Envelope file) throws JsonException {
    Json.Object signed = file.signed();
    Json.Object keys = signed.object("keys");
    Json.Object roles = signed.object("roles");
    this.file = file;
    this.root = RoleKeys.of(roles.object(ROLE), keys);
    this.timestamp = RoleKeys.of(roles.object("timestamp"), keys);
    this.snapshot = RoleKeys.of(roles.object("snapshot"), keys);
    this.targets = RoleKeys.of(roles.object(TargetsMetadata.ROLE), keys);
    boolean consistent =
        signed.members().containsKey("consistent_snapshot") && signed.bool("consistent_snapshot");
    this.naming = consistent ? Naming.CONSISTENT : Naming.PLAIN;
  }

  /// Reads a root and verifies it by its own keys; whether those may be believed is for the caller to say.
  static RootMetadata selfSigned(byte[] bytes) throws TrustException {
    Envelope file = Envelope.parse(ROLE, FILE, bytes);
    try {
      RootMetadata root = new RootMetadata(file);
      root.root.check(file);
      return root;
    } catch (JsonException e) {
      throw file.refused(e);
    }
  }

  Envelope file() {
    return file;
  }

  RoleKeys rootKeys() {
    return root;
  }

  RoleKeys timestampKeys() {
    return timestamp;
  }

  RoleKeys snapshotKeys() {
    return snapshot;
  }

  RoleKeys targetsKeys() {
    return targets;
  }

  Naming naming() {
    return naming;
  }
}
