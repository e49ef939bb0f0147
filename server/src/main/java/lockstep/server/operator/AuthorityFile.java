package lockstep.server.operator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import lockstep.images.ContentHash;
import lockstep.images.Problem;
import lockstep.images.ProblemException;

/// The certificate that the server's descends from, which clients find by its digest; the server leaves it there.
final class AuthorityFile {
  private AuthorityFile() {}

  /// @return the SHA-256 of its DER
  /// @throws ProblemException `E-NO-CA` when the server has none yet, `E-CA` when the file is no certificate
  static ContentHash digest(Path data) throws IOException {
    Path file = data.resolve("ca").resolve("server-authority.crt");
    try (InputStream pem = Files.newInputStream(file)) {
      return ContentHash.of(
          CertificateFactory.getInstance("X.509").generateCertificate(pem).getEncoded());
    } catch (NoSuchFileException e) {
      throw new ProblemException(
          new Problem(
              "E-NO-CA",
              file.toString(),
              "the server has no certificate authority yet, by which a token's owner would know it",
              "name the directory that 'lockstep serve' is given as --data; it makes the authority at its first start"),
          e);
    } catch (CertificateException e) {
      throw new ProblemException(
          new Problem(
              "E-CA",
              file.toString(),
              "this is no certificate in PEM: " + e.getMessage(),
              "restore it from a backup"),
          e);
    }
  }
}
