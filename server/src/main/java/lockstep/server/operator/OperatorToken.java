package lockstep.server.operator;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import lockstep.images.ContentHash;

/// What an operator shows to a server, and by what the operator's client knows that server: an id, a secret, and the
/// SHA-256 of the authority's certificate that must stand behind the server's.
///
/// As text `lockstep-operator-1.` and 72 bytes in base64url without padding: 8 of the id, 32 of the secret, 32 of the digest.
public final class OperatorToken {
  private static final String PREFIX = "lockstep-operator-1.";
  private static final int ID_BYTES = 8;
  private static final int SECRET_BYTES = 32;
  private static final int BYTES = ID_BYTES + SECRET_BYTES + ContentHash.BYTES;

  private static final int TEXT_LENGTH = PREFIX.length() + BYTES / 3 * 4;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] bytes;

  private OperatorToken(byte[] bytes) {
    this.bytes = bytes;
  }

  /// @param authority the SHA-256 of the DER of the certificate that a client must find
  static OperatorToken generate(ContentHash authority) {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    System.arraycopy(authority.toArray(), 0, bytes, ID_BYTES + SECRET_BYTES, ContentHash.BYTES);
    return new OperatorToken(bytes);
  }

  /// Empty unless it is exactly what [#text] writes. Costs little, whatever the text is.
  public static Optional<OperatorToken> parse(String text) {
    if (text.length() != TEXT_LENGTH || !text.startsWith(PREFIX)) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text.substring(PREFIX.length()));
      return bytes.length == BYTES ? Optional.of(new OperatorToken(bytes)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// The token itself, secret and all: for the operator's eyes and for the wire.
  public String text() {
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// 16 hex digits, no secret: by it an account is found and shown.
  public String id() {
    return HexFormat.of().formatHex(bytes, 0, ID_BYTES);
  }

  /// The SHA-256 of the certificate, as DER, that must be the authority of the server's.
  public ContentHash authority() {
    return ContentHash.fromBytes(Arrays.copyOfRange(bytes, ID_BYTES + SECRET_BYTES, BYTES));
  }

  /// Whatever a right token must have right: all behind the id.
  byte[] proof() {
    return Arrays.copyOfRange(bytes, ID_BYTES, BYTES);
  }

  /// Without the secret.
  @Override
  public String toString() {
    return "operator token " + id();
  }
}
