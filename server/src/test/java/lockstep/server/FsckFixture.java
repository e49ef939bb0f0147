package lockstep.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import lockstep.server.capture.MasterSample;

/// Two releases, so that there is a current and an old image with deltas between them, the fleet sent back to old, and a
/// candidate; and a good copy of it all.
public final class FsckFixture {
  public final RepositoryFixture fixture;
  public final Path good;
  public final String old;
  public final String current;
  public final String candidate;

  private FsckFixture(
      RepositoryFixture fixture, Path good, String old, String current, String candidate) {
    this.fixture = fixture;
    this.good = good;
    this.old = old;
    this.current = current;
    this.candidate = candidate;
  }

  public static FsckFixture in(Path directory) throws Exception {
    Path whole = Files.createDirectory(directory.resolve("whole"));
    RepositoryFixture fixture = new RepositoryFixture(whole);
    String one = fixture.build("one");
    fixture.publish("one");
    fixture.random("usr/second.so", 60_000, 2);
    MasterSample.write(fixture.master.resolve("etc/two"), "two");
    String two = fixture.build("two");
    fixture.publish("two");
    if (fixture.run("rollback", fixture.repo()) != 0) {
      throw new IOException(fixture.err());
    }
    MasterSample.write(fixture.master.resolve("etc/candidate"), "x");
    String three = fixture.build("three");
    Path good = directory.resolve("good");
    MasterSample.run(List.of("cp", "-a", fixture.repo(), good.toString()));
    return new FsckFixture(fixture, good, one, two, three);
  }

  /// To be damaged; its good copy is the same.
  public FsckFixture copyTo(Path directory) throws Exception {
    return new FsckFixture(fixture.copyTo(directory), good, old, current, candidate);
  }

  public Path file(String object) {
    return fixture.repository.resolve(object);
  }

  public int fsck(String... options) {
    List<String> all = new ArrayList<>(List.of("fsck", fixture.repo()));
    all.addAll(List.of(options));
    return fixture.run(all.toArray(String[]::new));
  }

  /// Every file of the repository but the lock, which has no content.
  public List<String> objects() throws IOException {
    return objectsOf(fixture.repository);
  }

  public static List<String> objectsOf(Path repository) throws IOException {
    try (Stream<Path> files = Files.walk(repository)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> repository.relativize(file).toString())
          .filter(name -> !name.equals("incoming.lock"))
          .sorted()
          .toList();
    }
  }

  /// The root that machines were given.
  public String trustedRoot() {
    return fixture.path("keys/root.json");
  }

  /// Old versions of metadata, which nobody asks for any more.
  public static boolean isHistory(String name) {
    return name.matches("metadata/([12]\\.targets|[123]\\.snapshot)\\.json");
  }

  /// One object of each kind.
  public List<String> kinds() throws IOException {
    Map<String, String> kinds = new TreeMap<>();
    for (String name : objects()) {
      if (!isHistory(name)) {
        kinds.putIfAbsent(name.replaceAll("[0-9a-f]{64}", "*"), name);
      }
    }
    return List.copyOf(kinds.values());
  }

  /// Whether the object is what the good copy has.
  public boolean isGood(String name) throws IOException {
    return Files.exists(file(name)) && Files.mismatch(file(name), good.resolve(name)) < 0;
  }

  /// The first whose name matches.
  public String object(String pattern) throws IOException {
    return objects().stream().filter(name -> name.matches(pattern)).findFirst().orElseThrow();
  }
}
