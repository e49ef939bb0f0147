package lockstep.agent.enrol;

import com.google.protobuf.ByteString;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import lockstep.images.identity.CertifiedMachine;
import lockstep.images.identity.Pem;
import lockstep.proto.EnrolledMsg;

/// The certificates that a server made for a machine, held against what was asked for.
record Certified(CertifiedMachine machine, List<X509Certificate> chain) {
  private static final int LEAST = 2;

  /// @param key that a certificate was asked for
  /// @throws GeneralSecurityException when they are for another key, or do not belong together
  static Certified of(EnrolledMsg answer, PublicKey key) throws GeneralSecurityException {
    List<X509Certificate> chain = new ArrayList<>();
    for (ByteString der : answer.getCertificatesList()) {
      chain.add(Pem.certificate(der.toByteArray()));
    }
    if (chain.size() < LEAST) {
      throw new GeneralSecurityException("a certificate is missing");
    }
    X509Certificate own = chain.getFirst();
    if (!own.getPublicKey().equals(key)) {
      throw new GeneralSecurityException("it is for another key than was asked for");
    }
    own.verify(chain.get(1).getPublicKey());
    return new Certified(CertifiedMachine.of(own), chain);
  }
}
