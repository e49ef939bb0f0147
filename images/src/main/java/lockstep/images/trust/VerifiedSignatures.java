package lockstep.images.trust;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import lockstep.images.ContentHash;

/// Signatures that were found good in this process: a daemon that refreshes all day does not do the same curve arithmetic for files
/// that have not changed. Each is known by the hash of its key, its message and itself; a bad one is never remembered.
///
/// Safe for many threads. Holds the [#MOST] that were used last.
final class VerifiedSignatures {
  static final int MOST = 128;

  private final Set<ContentHash> good =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<ContentHash, Boolean> eldest) {
              return size() > MOST;
            }
          });

  /// The name of a signature.
  ///
  /// @param key encoded, so that it says of which algorithm it is
  static ContentHash name(byte[] key, byte[] message, byte[] signature) {
    MessageDigest digest = ContentHash.sha256();
    for (byte[] part : new byte[][] {key, message, signature}) {
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
      digest.update(part);
    }
    return ContentHash.of(digest);
  }

  /// Whether it was added, and is from now on the one used last.
  synchronized boolean holds(ContentHash name) {
    return good.remove(name) && good.add(name);
  }

  synchronized void add(ContentHash name) {
    good.add(name);
  }

  synchronized int size() {
    return good.size();
  }
}
