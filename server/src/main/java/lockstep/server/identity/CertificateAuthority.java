package lockstep.server.identity;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.identity.CertifiedMachine;
import lockstep.images.identity.Pem;
import lockstep.server.durable.DurableFile;
import lockstep.server.fleet.MachineId;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// The authority of one fleet: a P-256 key and the certificate it signs itself with. Safe for many threads.
public final class CertificateAuthority {
  /// Of a server's and of a machine's certificate.
  public static final Duration LIFETIME = Duration.ofDays(90);

  private static final Duration OWN_LIFETIME = Duration.ofDays(20 * 365);

  /// Clocks differ; a certificate is good for those that are behind, too.
  private static final Duration SLACK = Duration.ofDays(1);

  private static final String FOLDER = "ca";
  private static final String KEY = "ca.key";
  private static final String CERTIFICATE = "ca.crt";
  private static final String ANNOUNCED = "server-authority.crt";
  private static final String SIGNATURE = "SHA256withECDSA";
  private static final int SERIAL_BITS = 128;
  private static final int COMMON_NAME_LETTERS = 64; // RFC 5280, ub-common-name
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path folder;
  private final PrivateKey key;
  private final X509Certificate certificate;
  private final InstantSource clock;

  private CertificateAuthority(
      Path folder, PrivateKey key, X509Certificate certificate, InstantSource clock) {
    this.folder = folder;
    this.key = key;
    this.certificate = certificate;
    this.clock = clock;
  }

  /// The authority below a server's data directory, made when there is none.
  ///
  /// @param isKnown there are machines or operators who believe the one there was: another must not take its place
  /// @throws ProblemException `E-CA` when it, or a part of it, is missing or damaged
  public static CertificateAuthority open(Path data, boolean isKnown, InstantSource clock)
      throws IOException {
    Path folder = data.resolve(FOLDER);
    Path keyFile = folder.resolve(KEY);
    Path certificateFile = folder.resolve(CERTIFICATE);
    boolean isBelieved = isKnown || Files.exists(folder.resolve(ANNOUNCED));
    try {
      if (!Files.exists(certificateFile) && !isBelieved) {
        // The key is written first: a first start that ended between the two has shown it to
        // nobody.
        Files.deleteIfExists(keyFile);
        return create(folder, clock);
      }
      return new CertificateAuthority(
          folder,
          Pem.privateKey(Files.readAllBytes(keyFile)),
          Pem.certificates(Files.readAllBytes(certificateFile)).getFirst(),
          clock);
    } catch (GeneralSecurityException | IOException e) {
      throw new ProblemException(
          new Problem(
              "E-CA",
              folder.toString(),
              "the fleet's certificate authority cannot be read: " + e.getMessage(),
              "restore the folder from a backup; without one, give the server a new --data, which all"
                  + " machines and operators must then join anew"),
          e);
    }
  }

  /// The authority of a data directory whose machines and operators are not asked for.
  public static CertificateAuthority open(Path data, InstantSource clock) throws IOException {
    return open(data, false, clock);
  }

  private static CertificateAuthority create(Path folder, InstantSource clock)
      throws IOException, GeneralSecurityException {
    DurableFile.makeSecretDirectory(folder);
    KeyPair pair = keyPair();
    Instant now = clock.instant();
    X500Name name = name("Lockstep fleet authority");
    X509v3CertificateBuilder draft =
        draft(name, name, pair.getPublic(), now, now.plus(OWN_LIFETIME));
    add(draft, Extension.basicConstraints, true, new BasicConstraints(0));
    add(draft, Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    X509Certificate certificate = signed(draft, pair.getPrivate());
    DurableFile.writeSecret(folder.resolve(KEY), Pem.of(pair.getPrivate()));
    DurableFile.write(folder.resolve(CERTIFICATE), Pem.of(List.of(certificate)));
    return new CertificateAuthority(folder, pair.getPrivate(), certificate, clock);
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /// Leaves word, in `server-authority.crt`, of whom clients of this server must believe: for the commands that make tokens
  /// beside a running server. It is this authority, unless the server has a certificate from elsewhere.
  public void announce(X509Certificate serverAuthority) throws IOException {
    try {
      byte[] pem = Pem.of(List.of(serverAuthority));
      Path file = folder.resolve(ANNOUNCED);
      if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), pem)) {
        DurableFile.write(file, pem);
      }
    } catch (GeneralSecurityException e) {
      throw impossible(e);
    }
  }

  /// A new key for a server, and its certificate.
  ///
  /// @param names host names and addresses that it is reached by
  public Credentials server(Collection<String> names) throws IOException {
    KeyPair pair = keyPair();
    Instant now = clock.instant();
    X509v3CertificateBuilder draft =
        draft(name("lockstep server"), now, pair.getPublic(), now.plus(LIFETIME));
    purpose(draft, KeyPurposeId.id_kp_serverAuth);
    add(
        draft,
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(
            names.stream().map(CertificateAuthority::host).toArray(GeneralName[]::new)));
    return new Credentials(pair.getPrivate(), List.of(signed(draft, key), certificate));
  }

  private static GeneralName host(String name) {
    boolean address = name.indexOf(':') >= 0 || name.matches("[0-9.]+");
    return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, name);
  }

  /// When a certificate that is made now will be worth nothing.
  public Instant expiry() {
    return clock.instant().plus(LIFETIME);
  }

  /// The certificate that says `key` is the machine's.
  ///
  /// @return it, then the authority's
  public List<X509Certificate> machine(
      MachineId machine, List<String> groups, PublicKey machineKey, Instant expires)
      throws IOException {
    String name = machine.value();
    X509v3CertificateBuilder draft =
        draft(
            name(name.substring(0, Math.min(name.length(), COMMON_NAME_LETTERS))),
            clock.instant(),
            machineKey,
            expires);
    purpose(draft, KeyPurposeId.id_kp_clientAuth);
    add(
        draft,
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(
            CertifiedMachine.uris(name, groups).stream()
                .map(uri -> new GeneralName(GeneralName.uniformResourceIdentifier, uri))
                .toArray(GeneralName[]::new)));
    return List.of(signed(draft, key), certificate);
  }

  private X509v3CertificateBuilder draft(
      X500Name subject, Instant now, PublicKey subjectKey, Instant expires) throws IOException {
    X500Name issuer = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    X509v3CertificateBuilder draft = draft(issuer, subject, subjectKey, now, expires);
    try {
      add(
          draft,
          Extension.authorityKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate));
    } catch (GeneralSecurityException e) {
      throw impossible(e);
    }
    add(draft, Extension.basicConstraints, true, new BasicConstraints(false));
    add(draft, Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    return draft;
  }

  private static X509v3CertificateBuilder draft(
      X500Name issuer, X500Name subject, PublicKey subjectKey, Instant now, Instant expires)
      throws IOException {
    X509v3CertificateBuilder draft =
        new JcaX509v3CertificateBuilder(
            issuer,
            new BigInteger(SERIAL_BITS, RANDOM).setBit(0),
            Date.from(now.minus(SLACK)),
            Date.from(expires),
            subject,
            subjectKey);
    try {
      add(
          draft,
          Extension.subjectKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createSubjectKeyIdentifier(subjectKey));
    } catch (GeneralSecurityException e) {
      throw impossible(e);
    }
    return draft;
  }

  private static void purpose(X509v3CertificateBuilder draft, KeyPurposeId purpose)
      throws IOException {
    add(draft, Extension.extendedKeyUsage, true, new ExtendedKeyUsage(purpose));
  }

  private static void add(
      X509v3CertificateBuilder draft,
      ASN1ObjectIdentifier id,
      boolean critical,
      ASN1Encodable value)
      throws CertIOException {
    draft.addExtension(id, critical, value);
  }

  private static X509Certificate signed(X509v3CertificateBuilder draft, PrivateKey signer)
      throws IOException {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(draft.build(new JcaContentSignerBuilder(SIGNATURE).build(signer)));
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw impossible(e);
    }
  }

  private static KeyPair keyPair() throws IOException {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw impossible(e);
    }
  }

  private static X500Name name(String commonName) {
    return new X500NameBuilder().addRDN(BCStyle.CN, commonName).build();
  }

  private static IOException impossible(Exception e) {
    return new IOException("this Java cannot make P-256 certificates", e);
  }
}
