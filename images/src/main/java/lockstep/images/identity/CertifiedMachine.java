package lockstep.images.identity;

import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import lockstep.images.ContentHash;

/// The machine that a certificate of the fleet's authority speaks of: in its subject alternative names, as URIs, stand
/// `lockstep:machine:NAME` and, for each group, `lockstep:group:NAME`.
///
/// @param key of the public key, as [#fingerprint] makes it
/// @param expires the certificate is worth nothing from here on
public record CertifiedMachine(String name, List<String> groups, ContentHash key, Instant expires) {
  private static final String MACHINE = "lockstep:machine:";
  private static final String GROUP = "lockstep:group:";
  private static final int URI = 6; // of a GeneralName, RFC 5280

  public CertifiedMachine {
    groups = List.copyOf(groups);
  }

  /// @throws CertificateException when it is no machine's, whoever signed it
  public static CertifiedMachine of(X509Certificate certificate) throws CertificateException {
    List<String> names = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    Collection<List<?>> all = certificate.getSubjectAlternativeNames();
    for (List<?> one : all == null ? List.<List<?>>of() : all) {
      if (one.get(0) instanceof Integer kind && kind == URI && one.get(1) instanceof String uri) {
        if (uri.startsWith(MACHINE)) {
          names.add(uri.substring(MACHINE.length()));
        } else if (uri.startsWith(GROUP)) {
          groups.add(uri.substring(GROUP.length()));
        }
      }
    }
    if (names.size() != 1) {
      throw new CertificateException("it names %d machines, not one".formatted(names.size()));
    }
    return new CertifiedMachine(
        names.getFirst(),
        groups,
        fingerprint(certificate.getPublicKey()),
        certificate.getNotAfter().toInstant());
  }

  /// The SHA-256 of a public key's X.509 form (SubjectPublicKeyInfo).
  public static ContentHash fingerprint(PublicKey key) {
    return ContentHash.of(key.getEncoded());
  }

  /// The URIs that say so in a certificate.
  public static List<String> uris(String name, List<String> groups) {
    List<String> uris = new ArrayList<>(List.of(MACHINE + name));
    groups.forEach(group -> uris.add(GROUP + group));
    return uris;
  }
}
