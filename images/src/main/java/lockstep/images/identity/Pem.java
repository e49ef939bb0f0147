package lockstep.images.identity;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Certificates and private keys as PEM (RFC 7468).
public final class Pem {
  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String KEY = "PRIVATE KEY";
  private static final String PUBLIC = "PUBLIC KEY";
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private Pem() {}

  /// A private key, not encrypted, then the certificates.
  public static byte[] of(PrivateKey key, List<X509Certificate> chain) throws CertificateException {
    return (block(KEY, key.getEncoded()) + text(chain)).getBytes(StandardCharsets.US_ASCII);
  }

  public static byte[] of(PrivateKey key) {
    return block(KEY, key.getEncoded()).getBytes(StandardCharsets.US_ASCII);
  }

  /// A private key, not encrypted, then its public one.
  public static byte[] of(KeyPair pair) {
    return (block(KEY, pair.getPrivate().getEncoded())
            + block(PUBLIC, pair.getPublic().getEncoded()))
        .getBytes(StandardCharsets.US_ASCII);
  }

  public static byte[] of(List<X509Certificate> chain) throws CertificateException {
    return text(chain).getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(List<X509Certificate> chain) throws CertificateException {
    StringBuilder text = new StringBuilder();
    for (X509Certificate one : chain) {
      text.append(block(CERTIFICATE, one.getEncoded()));
    }
    return text.toString();
  }

  private static String block(String type, byte[] content) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(type, LINES.encodeToString(content));
  }

  /// All certificates of a file, in their order; what else is in it is passed over.
  ///
  /// @throws CertificateException when there is none, or one is damaged
  public static List<X509Certificate> certificates(byte[] pem) throws CertificateException {
    List<X509Certificate> found = new ArrayList<>();
    for (byte[] content : contents(pem, CERTIFICATE)) {
      found.add(certificate(content));
    }
    if (found.isEmpty()) {
      throw new CertificateException("it holds no certificate");
    }
    return found;
  }

  /// One certificate from its DER form.
  public static X509Certificate certificate(byte[] der) throws CertificateException {
    Certificate read =
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    if (read instanceof X509Certificate certificate) {
      return certificate;
    }
    throw new CertificateException("it is no X.509 certificate");
  }

  /// The two keys of a file, of an elliptic curve.
  ///
  /// @throws GeneralSecurityException when one is missing or damaged
  public static KeyPair keyPair(byte[] pem) throws GeneralSecurityException {
    List<byte[]> found = contents(pem, PUBLIC);
    if (found.size() != 1) {
      throw new GeneralSecurityException(
          "it holds %d public keys, not one".formatted(found.size()));
    }
    return new KeyPair(
        KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(found.getFirst())),
        privateKey(pem));
  }

  /// The key of a file: PKCS#8, not encrypted, of an elliptic curve or RSA.
  ///
  /// @throws GeneralSecurityException when there is none, or it is damaged
  public static PrivateKey privateKey(byte[] pem) throws GeneralSecurityException {
    List<byte[]> found = contents(pem, KEY);
    if (found.size() != 1) {
      throw new GeneralSecurityException(
          "it holds %d private keys, not one".formatted(found.size()));
    }
    PKCS8EncodedKeySpec content = new PKCS8EncodedKeySpec(found.getFirst());
    for (String algorithm : List.of("EC", "RSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(content);
      } catch (InvalidKeySpecException e) {
        // it says inside what it is, but only to the factory of its kind
      }
    }
    return KeyFactory.getInstance("EdDSA").generatePrivate(content);
  }

  private static List<byte[]> contents(byte[] pem, String type) throws CertificateException {
    String text = new String(pem, StandardCharsets.ISO_8859_1);
    String begin = "-----BEGIN " + type + "-----";
    String end = "-----END " + type + "-----";
    List<byte[]> contents = new ArrayList<>();
    for (int from = text.indexOf(begin); from >= 0; from = text.indexOf(begin, from)) {
      int to = text.indexOf(end, from);
      if (to < 0) {
        throw new CertificateException("it ends in the middle");
      }
      String body = text.substring(from + begin.length(), to);
      try {
        contents.add(Base64.getMimeDecoder().decode(body));
      } catch (IllegalArgumentException e) {
        throw new CertificateException("it is no base64", e);
      }
      from = to;
    }
    return contents;
  }
}
