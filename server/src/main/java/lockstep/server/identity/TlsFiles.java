package lockstep.server.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.identity.Pem;

/// A server's certificate chain, up to its authority's, and its private key, both PEM; the key PKCS#8 and not encrypted.
public record TlsFiles(Path certificateChain, Path privateKey) {

  /// As they are now: who replaces the files need not stop the server.
  public Credentials read() throws IOException {
    requireFile(certificateChain);
    requireFile(privateKey);
    try {
      List<X509Certificate> chain = Pem.certificates(Files.readAllBytes(certificateChain));
      PrivateKey key = Pem.privateKey(Files.readAllBytes(privateKey));
      if (!key.getAlgorithm().equals(chain.getFirst().getPublicKey().getAlgorithm())) {
        throw new GeneralSecurityException("one is for another kind of key than the other");
      }
      return new Credentials(key, chain);
    } catch (GeneralSecurityException e) {
      throw new ProblemException(
          new Problem(
              "E-TLS",
              certificateChain + ", " + privateKey,
              "they are no certificate chain and private key that fit: " + e.getMessage(),
              "give a PEM certificate chain and an unencrypted PKCS#8 PEM key"),
          e);
    }
  }

  private static void requireFile(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file.toString());
    }
  }
}
