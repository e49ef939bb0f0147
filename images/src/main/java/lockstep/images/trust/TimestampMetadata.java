package lockstep.images.trust;

import lockstep.images.json.JsonException;

/// Which snapshot is the newest.
record TimestampMetadata(Envelope file, NamedFile snapshot) {
  static final String FILE = "timestamp.json";

  static TimestampMetadata verified(byte[] bytes, RoleKeys keys) throws TrustException {
    Envelope file = Envelope.parse("timestamp", FILE, bytes);
    keys.check(file);
    try {
      String name = SnapshotMetadata.FILE;
      return new TimestampMetadata(
          file, NamedFile.of(name, file.signed().object("meta").object(name)));
    } catch (JsonException e) {
      throw file.refused(e);
    }
  }
}
