package lockstep.server.signing;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.util.Arrays;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.server.durable.DurableFile;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.ScryptConfig;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfoBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/// Key files: PKCS#8 in PEM. Those of people are encrypted (PBES2: scrypt, AES-256-CBC), those of the server are not, for
/// it starts without a person. Written with mode 0600.
final class KeyFile {
  private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";
  private static final String PLAIN = "PRIVATE KEY";

  /// One of the settings OWASP recommends: 16 MiB, five passes. With more memory OpenSSL would refuse to read the file.
  static final ScryptConfig SCRYPT =
      new ScryptConfig.Builder(1 << 14, 8, 5).withSaltLength(16).build();

  /// Ours alone: not registered with the JVM.
  private static final Provider PROVIDER = new BouncyCastleProvider();

  private KeyFile() {}

  static void writeEncrypted(Path file, SigningKey key, char[] passphrase, ScryptConfig cost)
      throws IOException {
    try {
      byte[] encrypted =
          new PKCS8EncryptedPrivateKeyInfoBuilder(info(key))
              .build(
                  new JcePKCSPBEOutputEncryptorBuilder(SCRYPT, NISTObjectIdentifiers.id_aes256_CBC)
                      .setProvider(PROVIDER)
                      .build(passphrase))
              .getEncoded();
      DurableFile.writeSecret(file, pem(ENCRYPTED, encrypted));
    } catch (OperatorCreationException e) {
      throw new IOException("cannot encrypt the key for " + file, e);
    }
  }

  static void writePlain(Path file, SigningKey key) throws IOException {
    DurableFile.writeSecret(file, pem(PLAIN, info(key).getEncoded()));
  }

  static SigningKey readEncrypted(Path file, char[] passphrase) throws IOException {
    byte[] content = content(file, ENCRYPTED);
    try {
      return key(
          file,
          new PKCS8EncryptedPrivateKeyInfo(content)
              .decryptPrivateKeyInfo(
                  new JcePKCSPBEInputDecryptorProviderBuilder()
                      .setProvider(PROVIDER)
                      .build(passphrase)));
    } catch (PKCSException | IOException e) {
      throw new ProblemException(
          new Problem(
              "E-PASSPHRASE",
              file.toString(),
              "the passphrase does not open this key, or the file is damaged",
              "try again, or set " + PassphraseSource.VARIABLE),
          e);
    } finally {
      Arrays.fill(passphrase, '\0');
    }
  }

  static SigningKey readPlain(Path file) throws IOException {
    byte[] content = content(file, PLAIN);
    try {
      return key(file, PrivateKeyInfo.getInstance(content));
    } catch (IllegalArgumentException e) {
      throw noKey(file, e);
    }
  }

  private static PrivateKeyInfo info(SigningKey key) throws IOException {
    // Version 1, without the public key: the form every OpenSSL reads.
    return new PrivateKeyInfo(
        new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519), new DEROctetString(key.seed()));
  }

  private static SigningKey key(Path file, PrivateKeyInfo info) throws IOException {
    if (PrivateKeyFactory.createKey(info) instanceof Ed25519PrivateKeyParameters secret) {
      return new SigningKey(secret);
    }
    throw noKey(file, null);
  }

  private static ProblemException noKey(
      Path file, @org.jspecify.annotations.Nullable Throwable cause) {
    Problem problem =
        new Problem(
            "E-KEYS", file.toString(), "is no Ed25519 key of Lockstep", "restore it from a backup");
    return cause == null ? new ProblemException(problem) : new ProblemException(problem, cause);
  }

  private static byte[] pem(String type, byte[] content) throws IOException {
    StringWriter text = new StringWriter();
    try (PemWriter writer = new PemWriter(text)) {
      writer.writeObject(new PemObject(type, content));
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] content(Path file, String type) throws IOException {
    try (PemReader reader =
        new PemReader(
            new StringReader(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)))) {
      PemObject object = reader.readPemObject();
      if (object == null || !object.getType().equals(type)) {
        throw noKey(file, null);
      }
      return object.getContent();
    }
  }
}
