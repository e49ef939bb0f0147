package lockstep.images.trust;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import lockstep.excludes.Bytes;
import lockstep.images.ContentHash;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;

/// A key that may verify. Two of them are one signer when their [#identity] is equal, whatever their key ids say.
final class PublicKey {
  private static final byte[] ED25519_HEADER = HexFormat.of().parseHex("302a300506032b6570032100");
  private static final byte[] P256_HEADER =
      HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");
  private static final int ED25519_BYTES = 32;
  private static final int MIN_RSA_BITS = 2048;

  /// As the specification has it for rsassa-pss-sha256: the salt is as long as the hash.
  private static final int SALT_BYTES = 32;

  private static final VerifiedSignatures VERIFIED = new VerifiedSignatures();

  private enum Scheme {
    ED25519,
    ECDSA_P256,
    RSA_PSS
  }

  private final Scheme scheme;
  private final java.security.PublicKey key;

  private PublicKey(Scheme scheme, java.security.PublicKey key) {
    this.scheme = scheme;
    this.key = key;
  }

  /// The key that `json` describes. Empty for a type or scheme we do not know, and for a key that is none of its type:
  /// such a key verifies nothing.
  ///
  /// @throws JsonException when `json` has not the form of a key
  static Optional<PublicKey> of(Json.Object json) throws JsonException {
    String type = json.text("keytype");
    String scheme = json.text("scheme");
    String text = json.object("keyval").text("public");
    try {
      return switch (scheme) {
        case "ed25519" -> type.equals("ed25519") ? Optional.of(ed25519(text)) : Optional.empty();
        case "ecdsa-sha2-nistp256" ->
            type.equals("ecdsa") || type.equals("ecdsa-sha2-nistp256")
                ? Optional.of(ecdsa(text))
                : Optional.empty();
        case "rsassa-pss-sha256" -> type.equals("rsa") ? Optional.of(rsa(text)) : Optional.empty();
        default -> Optional.empty();
      };
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static PublicKey ed25519(String hex) throws GeneralSecurityException {
    byte[] point = HexFormat.of().parseHex(hex);
    if (point.length != ED25519_BYTES) {
      throw new IllegalArgumentException("an Ed25519 key has 32 bytes");
    }
    byte[] encoded = Arrays.copyOf(ED25519_HEADER, ED25519_HEADER.length + ED25519_BYTES);
    System.arraycopy(point, 0, encoded, ED25519_HEADER.length, ED25519_BYTES);
    return new PublicKey(Scheme.ED25519, decode("Ed25519", encoded));
  }

  private static PublicKey ecdsa(String pem) throws GeneralSecurityException {
    byte[] encoded = unwrap(pem);
    int header = P256_HEADER.length;
    if (encoded.length < header || !Arrays.equals(encoded, 0, header, P256_HEADER, 0, header)) {
      throw new IllegalArgumentException("not an uncompressed point of P-256");
    }
    return new PublicKey(Scheme.ECDSA_P256, decode("EC", encoded));
  }

  private static PublicKey rsa(String pem) throws GeneralSecurityException {
    java.security.PublicKey key = decode("RSA", unwrap(pem));
    if (((RSAPublicKey) key).getModulus().bitLength() < MIN_RSA_BITS) {
      throw new IllegalArgumentException("an RSA key of less than " + MIN_RSA_BITS + " bits");
    }
    return new PublicKey(Scheme.RSA_PSS, key);
  }

  private static java.security.PublicKey decode(String algorithm, byte[] encoded)
      throws GeneralSecurityException {
    return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
  }

  private static byte[] unwrap(String pem) {
    String begin = "-----BEGIN PUBLIC KEY-----";
    String end = "-----END PUBLIC KEY-----";
    String trimmed = pem.strip();
    if (!trimmed.startsWith(begin) || !trimmed.endsWith(end)) {
      throw new IllegalArgumentException("not a public key in PEM");
    }
    String body = trimmed.substring(begin.length(), trimmed.length() - end.length());
    return Base64.getMimeDecoder().decode(body);
  }

  /// The same for every way to write the same key.
  Bytes identity() {
    return Bytes.copyOf(key.getEncoded());
  }

  boolean verifies(byte[] message, byte[] signature) {
    ContentHash name = VerifiedSignatures.name(key.getEncoded(), message, signature);
    if (VERIFIED.holds(name)) {
      return true;
    }
    boolean good = computes(message, signature);
    if (good) {
      VERIFIED.add(name);
    }
    return good;
  }

  private boolean computes(byte[] message, byte[] signature) {
    try {
      Signature verifier = verifier();
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false; // a signature that cannot be one
    }
  }

  private Signature verifier() throws GeneralSecurityException {
    return switch (scheme) {
      case ED25519 -> Signature.getInstance("Ed25519");
      case ECDSA_P256 -> Signature.getInstance("SHA256withECDSA");
      case RSA_PSS -> {
        Signature pss = Signature.getInstance("RSASSA-PSS");
        pss.setParameter(
            new PSSParameterSpec(
                "SHA-256",
                "MGF1",
                MGF1ParameterSpec.SHA256,
                SALT_BYTES,
                PSSParameterSpec.TRAILER_FIELD_BC));
        yield pss;
      }
    };
  }
}
