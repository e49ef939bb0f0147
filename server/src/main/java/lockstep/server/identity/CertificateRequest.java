package lockstep.server.identity;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/// What a stranger sends to get a certificate (PKCS#10, RFC 2986), read for its public key. Subject and attributes are wishes,
/// and are not looked at.
public final class CertificateRequest {
  /// A request for a P-256 key has some 200.
  public static final int MAX_BYTES = 4 << 10;

  private CertificateRequest() {}

  /// The P-256 key that the request is for, which signed it; empty for anything else.
  public static Optional<PublicKey> key(byte[] der) {
    if (der.length > MAX_BYTES) {
      return Optional.empty();
    }
    try {
      PKCS10CertificationRequest request = new PKCS10CertificationRequest(der);
      SubjectPublicKeyInfo info = request.getSubjectPublicKeyInfo();
      if (!info.getAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)
          || !SECObjectIdentifiers.secp256r1.equals(info.getAlgorithm().getParameters())
          || !X9ObjectIdentifiers.ecdsa_with_SHA256.equals(
              request.getSignatureAlgorithm().getAlgorithm())) {
        return Optional.empty();
      }
      PublicKey key =
          KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(info.getEncoded()));
      return key instanceof ECPublicKey && isSignedBy(key, request)
          ? Optional.of(key)
          : Optional.empty();
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      // The parser has many ways to say that it is no request, indexes that are out of bounds among
      // them.
      return Optional.empty();
    }
  }

  private static boolean isSignedBy(PublicKey key, PKCS10CertificationRequest request)
      throws IOException, GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initVerify(key);
    signature.update(
        request.toASN1Structure().getCertificationRequestInfo().getEncoded(ASN1Encoding.DER));
    return signature.verify(request.getSignature());
  }
}
