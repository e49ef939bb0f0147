package lockstep.images.trust;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;

/// Which version of each targets file belongs together.
///
/// @param files by name, such as `targets.json`
record SnapshotMetadata(Envelope file, Map<String, NamedFile> files) {
  static final String FILE = "snapshot.json";

  static SnapshotMetadata verified(byte[] bytes, RoleKeys keys) throws TrustException {
    Envelope file = Envelope.parse("snapshot", FILE, bytes);
    keys.check(file);
    try {
      Json.Object meta = file.signed().object("meta");
      Map<String, NamedFile> files = new HashMap<>();
      for (String name : meta.members().keySet()) {
        files.put(name, NamedFile.of(name, meta.object(name)));
      }
      return new SnapshotMetadata(file, Map.copyOf(files));
    } catch (JsonException e) {
      throw file.refused(e);
    }
  }

  Optional<NamedFile> find(String role) {
    return Optional.ofNullable(files.get(role + ".json"));
  }

  /// 5.5.5: no file may vanish or go back.
  void checkFollows(SnapshotMetadata known) throws TrustException {
    for (NamedFile before : known.files.values()) {
      NamedFile now = files.get(before.name());
      if (now == null) {
        throw new TrustException(
            Refusal.ROLLBACK, FILE, before.name() + " was listed and is not any more");
      }
      if (now.version() < before.version()) {
        throw new TrustException(
            Refusal.ROLLBACK,
            FILE,
            "%s went back from version %d to %d"
                .formatted(before.name(), before.version(), now.version()));
      }
    }
  }
}
