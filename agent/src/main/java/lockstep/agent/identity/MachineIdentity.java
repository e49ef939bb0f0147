package lockstep.agent.identity;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import lockstep.images.identity.CertifiedMachine;
import lockstep.images.identity.Pem;
import lockstep.images.identity.TlsTrust;

/// A machine of a fleet, as it proves itself.
///
/// @param server where it enrolled
/// @param chain its own certificate, then its issuer's
/// @param serverAuthority what the server's certificate descends from
public record MachineIdentity(
    URI server, PrivateKey key, List<X509Certificate> chain, X509Certificate serverAuthority) {
  private static final String SERVER = "server: ";
  private static final int LEAST_CERTIFICATES = 2;

  public MachineIdentity {
    chain = List.copyOf(chain);
  }

  /// Its name and groups.
  ///
  /// @throws GeneralSecurityException when the certificate is no machine's
  public CertifiedMachine machine() throws GeneralSecurityException {
    return CertifiedMachine.of(chain.getFirst());
  }

  /// Whether its certificate has not ended. A machine that was off for longer goes on without: it converges, but cannot report.
  public boolean isGoodAt(InstantSource clock) {
    return clock.instant().isBefore(chain.getFirst().getNotAfter().toInstant());
  }

  /// Whether it enrolled at this address.
  public boolean isOf(URI address) {
    return bare(server).equals(bare(address));
  }

  private static String bare(URI address) {
    return address.toString().replaceAll("/+$", "").toLowerCase(Locale.ROOT);
  }

  /// The same machine with the next key.
  public MachineIdentity renewed(PrivateKey nextKey, List<X509Certificate> nextChain) {
    return new MachineIdentity(server, nextKey, nextChain, serverAuthority);
  }

  /// TLS in which this machine proves itself.
  ///
  /// @param trusted whom it believes to be its server
  public SSLContext tls(TrustManager trusted) throws GeneralSecurityException {
    return TlsTrust.context(trusted, key, chain);
  }

  /// Whom it believes to be its server, unless somebody says otherwise.
  public TrustManager trusted() throws GeneralSecurityException {
    return TlsTrust.authorities(List.of(serverAuthority));
  }

  byte[] toBytes() throws IOException {
    try {
      List<X509Certificate> all = new ArrayList<>(chain);
      all.add(serverAuthority);
      byte[] pem = Pem.of(key, all);
      return (SERVER + server + "\n" + new String(pem, StandardCharsets.US_ASCII))
          .getBytes(StandardCharsets.US_ASCII);
    } catch (GeneralSecurityException e) {
      throw new IOException("a certificate has no form", e);
    }
  }

  /// @throws GeneralSecurityException when the file is damaged
  static MachineIdentity of(byte[] file) throws GeneralSecurityException {
    String first = new String(file, StandardCharsets.ISO_8859_1).lines().findFirst().orElse("");
    List<X509Certificate> all = Pem.certificates(file);
    if (!first.startsWith(SERVER) || all.size() < LEAST_CERTIFICATES) {
      throw new GeneralSecurityException("a piece of it is missing");
    }
    try {
      return new MachineIdentity(
          URI.create(first.substring(SERVER.length())),
          Pem.privateKey(file),
          all.subList(0, all.size() - 1),
          all.getLast());
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("the server's address is damaged", e);
    }
  }
}
