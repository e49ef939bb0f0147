package lockstep.agent.enrol;

import java.io.IOException;
import java.security.KeyPair;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/// The request for a certificate (PKCS#10, DER): a public key, signed by its private one. Name and groups are the server's to
/// say, so none are asked for.
final class RequestForm {
  private RequestForm() {}

  static byte[] of(KeyPair pair) throws IOException {
    try {
      return new JcaPKCS10CertificationRequestBuilder(new X500Name(""), pair.getPublic())
          .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
          .getEncoded();
    } catch (OperatorCreationException e) {
      throw new IOException("this Java cannot sign with a P-256 key", e);
    }
  }
}
