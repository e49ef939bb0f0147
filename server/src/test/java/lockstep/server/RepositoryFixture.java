package lockstep.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import lockstep.images.json.Json;
import lockstep.images.json.JsonReader;
import lockstep.server.capture.MasterSample;
import lockstep.server.diff.ReviewDigest;
import lockstep.server.repository.Publication;
import lockstep.server.repository.Repository;
import lockstep.server.repository.StoredImage;
import lockstep.server.signing.Audience;
import lockstep.server.signing.KeyDirectory;
import lockstep.server.signing.PassphraseSource;
import lockstep.server.signing.SignedRepository;

/// A repository, a master that images are built of, and the program `lockstep` run in this process. The repository is signed
/// from the first publish on: keys take a second to make.
public final class RepositoryFixture {
  public final Path directory;
  public final Path repository;
  public final Path master;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Instant now = Instant.parse("2026-11-22T12:00:00Z");

  public RepositoryFixture(Path directory) throws IOException {
    this.directory = directory;
    this.repository = directory.resolve("repo");
    this.master = Files.createDirectory(directory.resolve("master"));
    MasterSample.fill(master);
    Files.delete(master.resolve("etc/lockstep/agent.toml")); // in no image
    random("usr/lib.so", 300_000, 1);
    Repository.create(repository);
  }

  private RepositoryFixture(Path directory, Instant now) {
    this.directory = directory;
    this.repository = directory.resolve("repo");
    this.master = directory.resolve("master");
    this.now = now;
  }

  /// All of it again, in a directory that is not there yet.
  public RepositoryFixture copyTo(Path other) throws Exception {
    MasterSample.run(List.of("cp", "-a", directory.toString(), other.toString()));
    return new RepositoryFixture(other, now);
  }

  /// A file of the master that does not compress; the same seed gives the same bytes.
  public void random(String path, int bytes, long seed) throws IOException {
    byte[] content = new byte[bytes];
    new Random(seed).nextBytes(content);
    Files.createDirectories(master.resolve(path).resolveSibling(""));
    Files.write(master.resolve(path), content);
  }

  public int run(String... arguments) {
    out.reset();
    err.reset();
    return ServerMain.execute(new Surroundings(stream(out), stream(err), () -> now), arguments);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  public InstantSource clock() {
    return () -> now;
  }

  public void waitFor(Duration time) {
    now = now.plus(time);
  }

  /// What the last command wrote to standard output.
  public byte[] bytes() {
    return out.toByteArray();
  }

  public String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  public String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  public Json.Object json() throws IOException {
    return JsonReader.readObject(out.toByteArray());
  }

  public String repo() {
    return repository.toString();
  }

  public String path(String name) {
    return directory.resolve(name).toString();
  }

  /// @return the image's id
  public String build(String label) throws IOException {
    return buildOf(master, label);
  }

  public String buildOf(Path source, String label) throws IOException {
    int exit =
        run(
            "image",
            "build",
            repo(),
            "--from",
            source.toString(),
            "--label",
            label,
            "--no-default-excludes",
            "--json");
    if (exit != 0) {
      throw new IOException(out() + err());
    }
    return json().text("image");
  }

  public void publish(String label) throws IOException {
    publish(label, Audience.EVERYONE);
  }

  public void publish(String label, Audience audience) throws IOException {
    KeyDirectory keys = sign();
    Repository opened = Repository.open(repository);
    StoredImage image = opened.find(label);
    var _ =
        new Publication(opened, signed(), () -> now, ReviewDigest::of)
            .publish(image, keys, audience, _ -> {});
  }

  private KeyDirectory sign() throws IOException {
    PassphraseSource passphrase = (_, _) -> "x".toCharArray();
    Path folder = directory.resolve("keys");
    if (Files.exists(folder)) {
      return KeyDirectory.open(folder, passphrase);
    }
    KeyDirectory keys = KeyDirectory.create(folder, 1, passphrase);
    SignedRepository.create(
        repository, SignedRepository.onlineKeysBeside(repository), keys, 1, () -> now);
    return keys;
  }

  public SignedRepository signed() throws IOException {
    return SignedRepository.open(
        repository, SignedRepository.onlineKeysBeside(repository), () -> now);
  }

  /// The only file there whose name ends so.
  public Path only(String below, String suffix) throws IOException {
    try (Stream<Path> files = Files.walk(repository.resolve(below))) {
      List<Path> found = files.filter(file -> file.toString().endsWith(suffix)).toList();
      if (found.size() != 1) {
        throw new IOException("not one file: " + found);
      }
      return found.getFirst();
    }
  }

  public static void flipBit(Path file, long at) throws IOException {
    try (RandomAccessFile flipped = new RandomAccessFile(file.toFile(), "rw")) {
      flipped.seek(at);
      int old = flipped.read();
      flipped.seek(at);
      flipped.write(old ^ 0x10);
    }
  }

  public static void cut(Path file, long bytes) throws IOException {
    try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
      cut.setLength(cut.length() - bytes);
    }
  }

  /// The differences that test-fixtures/bin/compare-roots sees, one a line; it shares no code with Lockstep.
  public static String differences(Path source, Path target) throws Exception {
    Process process =
        new ProcessBuilder(
                "../test-fixtures/bin/compare-roots", source.toString(), target.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exit = process.waitFor();
    return exit == 0 || exit == 3 ? said : "exit " + exit + ": " + said;
  }
}
