package lockstep.images.identity;

import java.security.MessageDigest;
import java.security.SecureRandom;
import lockstep.images.ContentHash;

/// 256 random bits that prove something to whoever keeps their hash. Never printed by accident.
public final class Secret {
  public static final int BYTES = 32;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] bytes;

  /// @throws IllegalArgumentException unless there are 32 bytes
  public Secret(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a secret has 32 bytes, not " + bytes.length);
    }
    this.bytes = bytes.clone();
  }

  public static Secret draw() {
    byte[] drawn = new byte[BYTES];
    RANDOM.nextBytes(drawn);
    return new Secret(drawn);
  }

  /// The secret itself, to be written down once.
  public byte[] bytes() {
    return bytes.clone();
  }

  /// What may be kept: from 256 random bits nothing leads back, so a plain hash is enough.
  public ContentHash hash() {
    return ContentHash.of(bytes);
  }

  /// Whether it is the one whose hash was kept; takes as long for a near miss as for any other.
  public boolean isOf(ContentHash kept) {
    return MessageDigest.isEqual(hash().toArray(), kept.toArray());
  }

  @Override
  public String toString() {
    return "secret";
  }
}
