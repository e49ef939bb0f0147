package lockstep.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import lockstep.agent.identity.MachineIdentity;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.console.Explanation;
import lockstep.images.identity.Pem;
import lockstep.images.identity.TlsTrust;

/// Whom a machine believes to be its server, and how it proves itself.
final class Tls {
  private Tls() {}

  /// As nobody in particular, trusting the certificates of one PEM file and no others.
  static SSLContext trusting(Path authorities) throws IOException {
    try {
      return TlsTrust.context(of(authorities));
    } catch (GeneralSecurityException e) {
      throw noFile(authorities, e);
    }
  }

  /// As a machine of the fleet; as nobody in particular, where its certificate ran out.
  ///
  /// @param authorities whom to trust, where it is not the authority that the machine was told of as it enrolled
  static SSLContext of(MachineIdentity identity, Optional<Path> authorities, InstantSource clock)
      throws IOException {
    try {
      TrustManager trusted = authorities.isPresent() ? of(authorities.get()) : identity.trusted();
      return identity.isGoodAt(clock) ? identity.tls(trusted) : TlsTrust.context(trusted);
    } catch (GeneralSecurityException e) {
      throw new ProblemException(
          new Problem(
              "E-IDENTITY",
              "",
              "this machine's certificate is of no use: " + e.getMessage(),
              "enrol it again, with a token that `lockstep fleet token new` makes"),
          e);
    }
  }

  private static TrustManager of(Path authorities) throws IOException {
    try {
      return TlsTrust.authorities(Pem.certificates(Files.readAllBytes(authorities)));
    } catch (GeneralSecurityException e) {
      throw noFile(authorities, e);
    } catch (IOException e) {
      throw new ProblemException(
          new Problem(
              "E-SOURCE",
              authorities.toString(),
              "cannot be read: " + Explanation.of(e).message(),
              "give --ca a PEM file with the authority that signed the server's certificate"),
          e);
    }
  }

  private static ProblemException noFile(Path authorities, GeneralSecurityException e) {
    return new ProblemException(
        new Problem(
            "E-SOURCE",
            authorities.toString(),
            "this is no file of certificates (" + e.getMessage() + ")",
            "give --ca a PEM file with the authority that signed the server's certificate"),
        e);
  }
}
