package lockstep.images.identity;

import java.security.cert.CertificateException;

/// The server is not the one that a token speaks of, or somebody is in between.
public final class ForeignAuthorityException extends CertificateException {
  private static final long serialVersionUID = 1L;

  ForeignAuthorityException() {
    super("the server is not of the authority that the token names");
  }
}
