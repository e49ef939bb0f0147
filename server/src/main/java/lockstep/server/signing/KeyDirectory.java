package lockstep.server.signing;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.json.Json;
import lockstep.images.json.JsonReader;
import lockstep.server.durable.DurableFile;
import org.bouncycastle.crypto.util.ScryptConfig;

/// The keys of people: `root-1.key` and on, `release-1.key` and on, and beside them `root.json`, the trusted root that
/// machines are given. Belongs on the machines of engineers, never on the server.
///
/// The directory has mode 0700, each file 0600, each key is encrypted with the passphrase of [PassphraseSource].
public final class KeyDirectory implements ReleaseSigner {
  private static final String KEY = ".key";
  private static final String PUBLIC = ".pub";

  private final Path directory;
  private final PassphraseSource passphrases;

  private KeyDirectory(Path directory, PassphraseSource passphrases) {
    this.directory = directory;
    this.passphrases = passphrases;
  }

  /// Makes new root and release keys: one of each for a threshold of 1, else one more than the threshold, so that one may
  /// be lost.
  ///
  /// @throws ProblemException when the directory already has keys; they are never overwritten
  public static KeyDirectory create(Path directory, int threshold, PassphraseSource passphrases)
      throws IOException {
    return create(directory, threshold, passphrases, KeyFile.SCRYPT);
  }

  static KeyDirectory create(
      Path directory, int threshold, PassphraseSource passphrases, ScryptConfig cost)
      throws IOException {
    if (threshold < 1) {
      throw new IllegalArgumentException("a threshold of " + threshold);
    }
    DurableFile.makeSecretDirectory(directory);
    KeyDirectory keys = new KeyDirectory(directory, passphrases);
    if (!keys.files(Role.ROOT).isEmpty() || !keys.files(Role.RELEASE).isEmpty()) {
      throw new ProblemException(
          new Problem(
              "E-EXISTS",
              directory.toString(),
              "there are keys here already, and they are not overwritten",
              "name another directory"));
    }
    int count = threshold == 1 ? 1 : threshold + 1;
    for (Role role : Role.values()) {
      for (int i = 1; i <= count; i++) {
        var _ = keys.make(role, i, cost);
      }
    }
    return keys;
  }

  /// Makes a further key of a person, under the first number that is free: `NAME.key` and, to be handed on, `NAME.pub`.
  ///
  /// @return where the public half is
  public static Path makeKey(Path directory, Role role, PassphraseSource passphrases)
      throws IOException {
    DurableFile.makeSecretDirectory(directory);
    KeyDirectory keys = new KeyDirectory(directory, passphrases);
    int number = 1;
    while (Files.exists(keys.file(role, number, KEY))
        || Files.exists(keys.file(role, number, PUBLIC))) {
      number++;
    }
    return keys.make(role, number, KeyFile.SCRYPT);
  }

  private Path make(Role role, int number, ScryptConfig cost) throws IOException {
    SigningKey key = SigningKey.generate();
    Path file = file(role, number, KEY);
    KeyFile.writeEncrypted(
        file,
        key,
        passphrases.passphrase(role + "-" + number, PassphraseSource.Purpose.NEW_KEY),
        cost);
    Path publicFile = file(role, number, PUBLIC);
    PublicKeyFile.of(key).write(publicFile);
    return publicFile;
  }

  private Path file(Role role, int number, String extension) {
    return directory.resolve(role + "-" + number + extension);
  }

  /// The keys that lie in `directory`; nothing is read or asked yet.
  public static KeyDirectory open(Path directory, PassphraseSource passphrases) {
    return new KeyDirectory(directory, passphrases);
  }

  /// The trusted root for machines (`--trust FILE`); written by [SignedRepository#create].
  public Path trustedRoot() {
    return directory.resolve("root.json");
  }

  List<SigningKey> rootKeys() throws IOException {
    return unlockAll(Role.ROOT);
  }

  List<SigningKey> releaseKeys() throws IOException {
    return unlockAll(Role.RELEASE);
  }

  /// Those of the release keys here that may sign by the trusted root beside them; all of them where there is none.
  ///
  /// @throws ProblemException `E-KEYS` when there is none to sign with
  public List<SigningKey> releaseSigners() throws IOException {
    Optional<Json.Object> role = trusted(Role.RELEASE);
    List<SigningKey> keys =
        role.isEmpty() ? releaseKeys() : among(Role.RELEASE, role.get().texts("keyids"));
    if (keys.isEmpty()) {
      throw new ProblemException(
          new Problem(
              "E-KEYS",
              directory.toString(),
              "there is no release key here that may sign",
              "name the directory that has yours (--keys DIR)"));
    }
    return keys;
  }

  /// Those of the keys here that have these ids.
  List<SigningKey> among(Role role, List<String> ids) throws IOException {
    List<SigningKey> keys = new ArrayList<>(unlockAll(role));
    keys.removeIf(key -> !ids.contains(key.keyId()));
    return keys;
  }

  /// Who may sign, and how many must, by the trusted root beside the keys; empty when there is none.
  public Optional<Json.Object> trusted(Role role) throws IOException {
    if (!Files.exists(trustedRoot())) {
      return Optional.empty();
    }
    Json.Object root = JsonReader.readObject(Files.readAllBytes(trustedRoot())).object("signed");
    return Optional.of(root.object("roles").object(role.inMetadata()));
  }

  /// The names of the keys whose public half lies here, by key id; nothing is unlocked.
  public static Map<String, String> names(Path directory) throws IOException {
    Map<String, String> names = new TreeMap<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*" + PUBLIC)) {
      for (Path file : found) {
        String name = String.valueOf(file.getFileName());
        names.put(PublicKeyFile.read(file).keyId(), name.substring(0, name.length() - 4));
      }
    }
    return names;
  }

  private List<SigningKey> unlockAll(Role role) throws IOException {
    List<SigningKey> keys = new ArrayList<>();
    for (Path file : files(role)) {
      keys.add(unlock(file));
    }
    return keys;
  }

  /// Asks for passphrases and unlocks what a release takes, before any work is done for it.
  ///
  /// @param role whose signatures count, and how many are needed: the root's `targets`
  /// @throws ProblemException `E-KEYS` when there are too few
  public ReleaseSigner unlocked(Json.Object role) throws IOException {
    List<SigningKey> keys = releaseKeys(role);
    return (signed, _) -> Draft.signed(signed, keys);
  }

  private List<SigningKey> releaseKeys(Json.Object role) throws IOException {
    return releaseKeys(role.texts("keyids"), Math.toIntExact(role.whole("threshold")));
  }

  @Override
  public byte[] sign(Json.Object signed, Json.Object role) throws IOException {
    return Draft.signed(signed, releaseKeys(role));
  }

  /// So many different release keys out of those that count, no more of them unlocked than needed.
  ///
  /// @param trusted the key ids that may sign a release
  /// @throws ProblemException when there are too few, saying how many there are
  List<SigningKey> releaseKeys(Collection<String> trusted, int threshold) throws IOException {
    List<SigningKey> keys = new ArrayList<>();
    List<Path> files = files(Role.RELEASE);
    for (Path file : files) {
      if (keys.size() == threshold) {
        break;
      }
      SigningKey key = unlock(file);
      boolean known = keys.stream().anyMatch(other -> other.keyId().equals(key.keyId()));
      if (trusted.contains(key.keyId()) && !known) {
        keys.add(key);
      }
    }
    if (keys.size() < threshold) {
      throw new ProblemException(
          new Problem(
              "E-KEYS",
              directory.toString(),
              "a release needs %d of this repository's %d release keys; of the %d key files here %d fit"
                  .formatted(threshold, trusted.size(), files.size(), keys.size()),
              "name the directory that 'lockstep init' wrote for this repository (--keys DIR)"));
    }
    return keys;
  }

  private SigningKey unlock(Path file) throws IOException {
    return KeyFile.readEncrypted(
        file,
        passphrases.passphrase(file.getFileName().toString(), PassphraseSource.Purpose.UNLOCK));
  }

  private List<Path> files(Role role) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, role + "-*" + KEY)) {
      found.forEach(files::add);
    } catch (NoSuchFileException e) {
      throw new ProblemException(
          new Problem("E-KEYS", directory.toString(), "there is no such directory", "--keys DIR"),
          e);
    }
    files.sort(null);
    return files;
  }
}
