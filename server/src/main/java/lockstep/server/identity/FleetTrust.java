package lockstep.server.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import lockstep.images.ContentHash;
import lockstep.server.fleet.JoinTokens;
import lockstep.server.signing.NewestRoot;

/// What machines that join are told to believe. Safe for many threads.
///
/// @param metadata the folder of the repository with each `N.root.json`
/// @param serverAuthority whose certificate the server's own descends from
public record FleetTrust(Path metadata, X509Certificate serverAuthority) {

  /// What a join token that is made now says.
  public JoinTokens.Trust now() throws IOException {
    NewestRoot root = NewestRoot.in(metadata);
    return new JoinTokens.Trust(
        root.version(), ContentHash.of(root.bytes()), ContentHash.of(authority()));
  }

  /// The root that a token spoke of.
  byte[] root(long version) throws IOException {
    return Files.readAllBytes(metadata.resolve(version + ".root.json"));
  }

  /// DER.
  byte[] authority() throws IOException {
    try {
      return serverAuthority.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IOException("the server's authority has no form", e);
    }
  }
}
