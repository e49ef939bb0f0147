package lockstep.server.identity;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// What a server proves itself with.
///
/// @param chain its own certificate first, the authority's last
public record Credentials(PrivateKey key, List<X509Certificate> chain) {
  public Credentials {
    chain = List.copyOf(chain);
  }

  /// What those who pin an authority must find.
  public X509Certificate authority() {
    return chain.getLast();
  }

  /// Without the key.
  @Override
  public String toString() {
    return "credentials of " + chain.getFirst().getSubjectX500Principal();
  }
}
