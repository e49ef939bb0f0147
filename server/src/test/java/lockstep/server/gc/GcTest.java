package lockstep.server.gc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import lockstep.server.RepositoryFixture;
import lockstep.server.capture.MasterSample;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three releases, so that the first image is retired, and one candidate.
class GcTest {
  @TempDir private static Path prepared;
  private static RepositoryFixture published;
  private static String first = "";

  @TempDir private Path directory;
  private RepositoryFixture fixture;

  @BeforeAll
  static void publishThreeImages() throws IOException {
    RepositoryFixture fixture = new RepositoryFixture(prepared);
    for (String label : List.of("one", "two", "three")) {
      fixture.random("usr/only-" + label, 50_000, label.hashCode());
      String id = fixture.build(label);
      first = first.isEmpty() ? id : first;
      fixture.publish(label);
      Files.delete(fixture.master.resolve("usr/only-" + label));
    }
    MasterSample.write(fixture.master.resolve("etc/candidate"), "x");
    fixture.build("candidate");
    published = fixture;
  }

  @BeforeEach
  void copy() throws Exception {
    fixture = published.copyTo(directory.resolve("copy"));
  }

  private int gc(String... options) {
    String[] all = new String[2 + options.length];
    all[0] = "gc";
    all[1] = fixture.repo();
    System.arraycopy(options, 0, all, 2, options.length);
    return fixture.run(all);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(fixture.repository)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> fixture.repository.relativize(file).toString())
          .filter(name -> !name.equals("incoming.lock"))
          .sorted()
          .toList();
    }
  }

  private void assertWhole(String... labels) {
    for (String label : labels) {
      assertThat(fixture.run("image", "verify", fixture.repo(), label)).as(label).isZero();
    }
  }

  @Test
  void aDryRunTellsWhatWouldGoAndChangesNothing() throws IOException {
    fixture.waitFor(Duration.ofDays(8));
    List<String> before = files();

    assertThat(gc("--dry-run")).as(fixture.err()).isZero();

    assertThat(files()).isEqualTo(before);
    assertThat(fixture.out()).contains("would remove image " + first);
    String told = fixture.out();
    assertThat(gc()).isZero();
    List<String> gone = before.stream().filter(name -> isGone(name)).toList();
    assertThat(gone)
        .hasSize(11); // the image's four, two deltas with their indexes, three signed copies
    assertThat(gone).filteredOn(name -> !name.startsWith("images/")).allMatch(told::contains);
    assertWhole("two", "three", "candidate");
  }

  private boolean isGone(String name) {
    return !Files.exists(fixture.repository.resolve(name));
  }

  @Test
  void nothingGoesWithinTheGracePeriod() throws IOException {
    fixture.waitFor(Duration.ofDays(6));
    List<String> before = files();

    assertThat(gc("--json")).isZero();

    assertThat(fixture.json().whole("inGrace")).isEqualTo(1);
    assertThat(files()).isEqualTo(before);
    assertThat(gc("--grace-days", "5", "--json")).isZero();
    assertThat(fixture.json().array("images")).hasSize(1);
  }

  @Test
  void aPublishedImageThatIsNotStoredStopsTheCollection() throws IOException {
    fixture.waitFor(Duration.ofDays(8));
    String current = id("three");
    Path image = fixture.repository.resolve("images").resolve(current);
    Files.move(image, directory.resolve("aside"));
    List<String> before = files();

    assertThat(gc()).isEqualTo(1);
    assertThat(fixture.err())
        .contains("E-MISSING images/" + current)
        .contains("nothing is removed");
    assertThat(files()).isEqualTo(before);

    Files.move(directory.resolve("aside"), image);
    assertThat(gc()).isZero();
    assertWhole("two", "three", "candidate");
  }

  private String id(String label) throws IOException {
    assertThat(fixture.run("image", "show", fixture.repo(), label, "--json")).isZero();
    return fixture.json().text("image");
  }

  /// The index is neither signed nor checksummed: a flipped bit in a digest names a pack that never was.
  @Test
  void aPackIndexThatNamesAMissingPackStopsTheCollection() throws IOException {
    fixture.waitFor(Duration.ofDays(8));
    Path index = fixture.repository.resolve("images").resolve(id("three")).resolve("packs");
    byte[] good = Files.readAllBytes(index);
    String needed = neededPack(index);
    int stopped = 0;

    for (int at = 0; at < good.length; at++) {
      RepositoryFixture.flipBit(index, at);
      stopped += gc("--dry-run");
      assertThat(fixture.out()).doesNotContain(needed);
      Files.write(index, good);
    }

    assertThat(stopped).isGreaterThan(32);
  }

  private static String neededPack(Path index) {
    try (var reader = lockstep.images.pack.PackIndexReader.open(Files.newInputStream(index))) {
      return reader.packs().getFirst().digest().toString();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aCandidateIsRemovedWhenSomebodySaysSo() throws IOException {
    assertThat(fixture.run("image", "rm", fixture.repo(), "candidate")).as(fixture.err()).isZero();

    assertThat(fixture.out()).contains("removed image").contains("lockstep gc");
    assertThat(fixture.run("image", "show", fixture.repo(), "candidate")).isEqualTo(1);
    assertThat(gc("--json")).isZero();
    assertThat(fixture.json().whole("packs")).isEqualTo(1);
    assertWhole("one", "two", "three");
  }

  @Test
  void aPublishedImageIsNotRemoved() {
    for (String label : List.of("two", "three")) {
      assertThat(fixture.run("image", "rm", fixture.repo(), label)).isEqualTo(1);
      assertThat(fixture.err()).contains("E-PUBLISHED " + label).contains("publish other images");
    }
    assertWhole("two", "three");
  }

  @Test
  void aRetiredImageIsRemovedAfterItsGracePeriodOnly() {
    assertThat(fixture.run("image", "rm", fixture.repo(), "one")).isEqualTo(1);
    assertThat(fixture.err())
        .contains("E-IN-GRACE one")
        .contains("wait until 2026-11-29T12:00:00Z")
        .contains("lockstep gc REPO");

    fixture.waitFor(Duration.ofDays(7));
    assertThat(fixture.run("image", "rm", fixture.repo(), "one", "--json")).isZero();
    assertThat(gc()).isZero();
    assertWhole("two", "three", "candidate");
  }
}
