package lockstep.images;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The SHA-256 of some bytes: equal hashes mean equal content, everywhere in Lockstep.
public record ContentHash(long w0, long w1, long w2, long w3) implements Comparable<ContentHash> {
  public static final int BYTES = 32;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /// The hash of no bytes at all.
  public static final ContentHash EMPTY = of(new byte[0]);

  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  public static ContentHash of(byte[] content) {
    return fromBytes(sha256().digest(content));
  }

  /// @param content the bytes between position and limit, which stay where they are
  public static ContentHash of(ByteBuffer content) {
    MessageDigest digest = sha256();
    digest.update(content.duplicate());
    return of(digest);
  }

  /// Ends the digest.
  public static ContentHash of(MessageDigest digest) {
    return fromBytes(digest.digest());
  }

  /// @throws IllegalArgumentException unless there are 32 bytes
  public static ContentHash fromBytes(byte[] hash) {
    if (hash.length != BYTES) {
      throw new IllegalArgumentException("a SHA-256 has 32 bytes, not " + hash.length);
    }
    return new ContentHash(
        (long) LONG.get(hash, 0),
        (long) LONG.get(hash, 8),
        (long) LONG.get(hash, 16),
        (long) LONG.get(hash, 24));
  }

  /// @throws IllegalArgumentException unless it is 64 lower-case hex digits
  public static ContentHash parse(String hex) {
    if (hex.length() != 2 * BYTES
        || !hex.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
      throw new IllegalArgumentException("not 64 lower-case hex digits: '" + hex + "'");
    }
    return fromBytes(HexFormat.of().parseHex(hex));
  }

  public byte[] toArray() {
    byte[] out = new byte[BYTES];
    LONG.set(out, 0, w0);
    LONG.set(out, 8, w1);
    LONG.set(out, 16, w2);
    LONG.set(out, 24, w3);
    return out;
  }

  @Override
  public int compareTo(ContentHash other) {
    int order = Long.compareUnsigned(w0, other.w0);
    order = order != 0 ? order : Long.compareUnsigned(w1, other.w1);
    order = order != 0 ? order : Long.compareUnsigned(w2, other.w2);
    return order != 0 ? order : Long.compareUnsigned(w3, other.w3);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(w0);
  }

  /// The one textual form: 64 lower-case hex digits.
  @Override
  public String toString() {
    return HexFormat.of().formatHex(toArray());
  }
}
