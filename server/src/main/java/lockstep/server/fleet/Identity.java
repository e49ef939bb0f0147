package lockstep.server.fleet;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.List;
import lockstep.images.ContentHash;
import lockstep.proto.IdentityMsg;

/// The rules by which a machine is believed to be the one it says. Pure functions of what is kept of it.
final class Identity {
  private Identity() {}

  /// @param expires when the certificate does
  static IdentityMsg enrolled(ContentHash key, List<String> groups, Instant expires, Instant now) {
    return IdentityMsg.newBuilder()
        .setKey(bytes(key))
        .addAllGroups(groups)
        .setEnrolledEpochSeconds(now.getEpochSecond())
        .setCertificateExpiresEpochSeconds(expires.getEpochSecond())
        .build();
  }

  /// The same machine with the same key, and another certificate: what it said before still counts.
  static IdentityMsg prolonged(IdentityMsg identity, Instant expires) {
    return identity.toBuilder().setCertificateExpiresEpochSeconds(expires.getEpochSecond()).build();
  }

  static boolean isRevoked(IdentityMsg identity) {
    return identity.getRevokedEpochSeconds() != 0;
  }

  /// Whether the name can be given to another key.
  static boolean isFree(IdentityMsg identity) {
    return identity.getKey().isEmpty() || isRevoked(identity);
  }

  static boolean isKey(IdentityMsg identity, ContentHash key) {
    return !isRevoked(identity) && identity.getKey().equals(bytes(key));
  }

  /// Whether what is made with `key` is the machine's.
  static boolean isBelieved(IdentityMsg identity, ContentHash key) {
    return isKey(identity, key)
        || (!isRevoked(identity) && identity.getNextKey().equals(bytes(key)));
  }

  /// After a check-in with a key that is believed: the first use of a new key ends the one before it.
  static IdentityMsg heard(IdentityMsg identity, ContentHash key, long counter) {
    return identity.toBuilder()
        .setKey(bytes(key))
        .setNextKey(isKey(identity, key) ? identity.getNextKey() : ByteString.EMPTY)
        .setCounter(counter)
        .build();
  }

  static IdentityMsg renewed(IdentityMsg identity, ContentHash nextKey, Instant expires) {
    return identity.toBuilder()
        .setNextKey(bytes(nextKey))
        .setCertificateExpiresEpochSeconds(expires.getEpochSecond())
        .build();
  }

  static IdentityMsg contested(IdentityMsg identity, Instant now) {
    return identity.toBuilder()
        .setContests(identity.getContests() + 1)
        .setContestedEpochSeconds(now.getEpochSecond())
        .build();
  }

  static IdentityMsg repeated(IdentityMsg identity, Instant now) {
    return identity.toBuilder()
        .setRepeats(identity.getRepeats() + 1)
        .setRepeatedEpochSeconds(now.getEpochSecond())
        .build();
  }

  static IdentityMsg revoked(IdentityMsg identity, String by, String reason, Instant now) {
    return identity.toBuilder()
        .setRevokedEpochSeconds(now.getEpochSecond())
        .setRevokedBy(by)
        .setRevokedReason(reason)
        .build();
  }

  private static ByteString bytes(ContentHash hash) {
    return ByteString.copyFrom(hash.toArray());
  }
}
