package lockstep.images.trust;

import java.time.Duration;
import java.time.Instant;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;

/// Which snapshot is the newest.
///
/// @param signedAt [TrustedMetadata#SIGNED_AT], 1970 where it does not say
record TimestampMetadata(Envelope file, NamedFile snapshot, Instant signedAt) {
  static final String FILE = "timestamp.json";

  /// At this time nothing has expired yet, and it is no clock's.
  static final Instant NO_TIME = Instant.MIN;

  /// How far behind a clock may be without being told: time zones and drift are within it, an empty battery is not.
  private static final Duration TOLERANCE = Duration.ofDays(1);

  static TimestampMetadata verified(byte[] bytes, RoleKeys keys) throws TrustException {
    Envelope file = Envelope.parse("timestamp", FILE, bytes);
    keys.check(file);
    try {
      String name = SnapshotMetadata.FILE;
      return new TimestampMetadata(
          file, NamedFile.of(name, file.signed().object("meta").object(name)), signedAt(file));
    } catch (JsonException e) {
      throw file.refused(e);
    }
  }

  private static Instant signedAt(Envelope file) throws JsonException {
    Json.Object signed = file.signed();
    return signed.members().containsKey(TrustedMetadata.SIGNED_AT)
        ? Envelope.time(signed, TrustedMetadata.SIGNED_AT)
        : Instant.EPOCH;
  }

  /// The time of a refresh: this clock's, and at least the one at which this was signed.
  Instant noEarlier(Instant clock) throws TrustException {
    checkClock(clock);
    return isBehind(clock) ? signedAt : clock;
  }

  void checkClock(Instant clock) throws TrustException {
    if (isBehind(clock) && clock.plus(TOLERANCE).isBefore(signedAt)) {
      throw new TrustException(
          Refusal.CLOCK,
          FILE,
          "it is %s by this machine's clock, but version %d was signed at %s already"
              .formatted(clock, file.version(), signedAt));
    }
  }

  private boolean isBehind(Instant clock) {
    return clock.isBefore(signedAt) && !clock.equals(NO_TIME);
  }
}
