package lockstep.agent.enrol;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;

/// The request for a certificate (PKCS#10, DER): a public key, signed by its private one. Name and groups are the server's to
/// say, so none are asked for; that leaves so little to write that no library is carried to every machine for it.
final class RequestForm {
  private static final int SEQUENCE = 0x30;
  private static final int BIT_STRING = 0x03;

  private static final byte[] VERSION_1 = {0x02, 0x01, 0x00};
  private static final byte[] NO_NAME = {SEQUENCE, 0x00};
  private static final byte[] NO_ATTRIBUTES = {(byte) 0xA0, 0x00};

  /// `ecdsa-with-SHA256`, 1.2.840.10045.4.3.2.
  private static final byte[] ALGORITHM = {
    SEQUENCE, 0x0A, 0x06, 0x08, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 0x04, 0x03, 0x02
  };

  private static final byte[] NO_UNUSED_BITS = {0x00};

  private RequestForm() {}

  static byte[] of(KeyPair pair) throws IOException {
    byte[] asked =
        Der.of(SEQUENCE, VERSION_1, NO_NAME, pair.getPublic().getEncoded(), NO_ATTRIBUTES);
    return Der.of(
        SEQUENCE, asked, ALGORITHM, Der.of(BIT_STRING, NO_UNUSED_BITS, signed(asked, pair)));
  }

  private static byte[] signed(byte[] asked, KeyPair pair) throws IOException {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(pair.getPrivate());
      signature.update(asked);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IOException("this Java cannot sign with a P-256 key", e);
    }
  }
}
