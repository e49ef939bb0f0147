package lockstep.images.trust;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lockstep.excludes.Bytes;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;

/// Who may sign for a role, and how many of them must.
final class RoleKeys {
  private final List<String> keyIds;
  private final long threshold;
  private final Map<String, Json> keys;

  private RoleKeys(List<String> keyIds, long threshold, Map<String, Json> keys) {
    this.keyIds = keyIds;
    this.threshold = threshold;
    this.keys = keys;
  }

  /// @param role has `keyids` and `threshold`
  /// @param keys the keys of the delegator, by key id
  static RoleKeys of(Json.Object role, Json.Object keys) throws JsonException {
    List<String> keyIds = role.texts("keyids");
    if (new HashSet<>(keyIds).size() != keyIds.size()) {
      throw new JsonException("a key id stands twice in one role");
    }
    long threshold = role.whole("threshold");
    if (threshold < 1) {
      throw new JsonException("a threshold of " + threshold + " would let anyone sign");
    }
    return new RoleKeys(keyIds, threshold, keys.members());
  }

  /// Counts keys, not key ids and not signatures: one key under two names is one signer.
  void check(Envelope file) throws TrustException {
    byte[] message = file.message();
    Set<Bytes> signers = new HashSet<>();
    for (String keyId : keyIds) {
      Optional<byte[]> signature = file.signatureBy(keyId);
      Optional<PublicKey> key = signature.isPresent() ? key(keyId) : Optional.empty();
      if (key.isPresent() && key.get().verifies(message, signature.get())) {
        signers.add(key.get().identity());
        if (signers.size() >= threshold) {
          return;
        }
      }
    }
    throw new TrustException(
        Refusal.SIGNATURE,
        file.name(),
        "version %d has %d valid signatures by different trusted keys, %d are needed"
            .formatted(file.version(), signers.size(), threshold));
  }

  private Optional<PublicKey> key(String keyId) throws TrustException {
    try {
      return keys.get(keyId) instanceof Json.Object key ? PublicKey.of(key) : Optional.empty();
    } catch (JsonException e) {
      throw new TrustException(Refusal.METADATA, "key " + keyId, String.valueOf(e.getMessage()), e);
    }
  }

  /// Whether a key that could sign before cannot any more: what it signed must no longer count.
  boolean lost(RoleKeys later) throws TrustException {
    return !later.identities().containsAll(identities());
  }

  private Set<Bytes> identities() throws TrustException {
    Set<Bytes> identities = new HashSet<>();
    for (String keyId : keyIds) {
      key(keyId).ifPresent(key -> identities.add(key.identity()));
    }
    return identities;
  }
}
