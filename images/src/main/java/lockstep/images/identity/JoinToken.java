package lockstep.images.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import lockstep.images.ContentHash;

/// What lets a machine join a fleet, once, and tells it beforehand whom to believe. Whoever has it can join: it is a secret.
///
/// As text: `lockstep-join-1.`, then 104 bytes in base64url without padding: 8 that name the token, 32 that prove it, the
/// SHA-256 of `root.json` and that of the authority's certificate (DER).
///
/// @param id names it where it is kept and shown; no secret
/// @param secret drawn at random
/// @param root of the root of trust
/// @param authority of the certificate that the server's must descend from
public record JoinToken(long id, Secret secret, ContentHash root, ContentHash authority) {
  private static final String PREFIX = "lockstep-join-1.";
  private static final int BYTES = Long.BYTES + Secret.BYTES + 2 * ContentHash.BYTES;

  /// @throws IllegalArgumentException with the reason, which quotes nothing of the text
  public static JoinToken parse(String text) {
    if (!text.startsWith(PREFIX)) {
      throw new IllegalArgumentException("a join token begins with " + PREFIX);
    }
    String body = text.substring(PREFIX.length());
    byte[] bytes = decode(body);
    if (bytes.length != BYTES || !encode(bytes).equals(body)) {
      throw new IllegalArgumentException("a piece of the join token is missing or was changed");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return new JoinToken(
        in.getLong(),
        new Secret(next(in, Secret.BYTES)),
        ContentHash.fromBytes(next(in, ContentHash.BYTES)),
        ContentHash.fromBytes(next(in, ContentHash.BYTES)));
  }

  /// The token as people carry it.
  public String text() {
    ByteBuffer out = ByteBuffer.allocate(BYTES).putLong(id).put(secret.bytes());
    return PREFIX + encode(out.put(root.toArray()).put(authority.toArray()).array());
  }

  private static byte[] next(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] decode(String text) {
    try {
      return Base64.getUrlDecoder().decode(text.getBytes(StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  /// Without the secret.
  @Override
  public String toString() {
    return "join token " + Long.toHexString(id);
  }
}
