package lockstep.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lockstep.images.ProblemException;
import lockstep.server.capture.MasterSample;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a build makes of times: --clamp-mtime, --against, and the dates it finds inside of files.
class BuildTimesTest {
  @TempDir private Path directory;
  private RepositoryFixture fixture;

  @BeforeEach
  void makeMaster() throws IOException {
    fixture = new RepositoryFixture(directory);
    MasterSample.setTimes(fixture.master); // all of 2020
  }

  /// @return the image's id
  private String build(Path from, String... options) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("image", "build", fixture.repo(), "--from", from.toString()));
    arguments.addAll(List.of("--label", "x", "--no-default-excludes", "--json"));
    arguments.addAll(List.of(options));
    int exit = fixture.run(arguments.toArray(String[]::new));
    assertThat(exit).as(fixture.err()).isZero();
    return fixture.json().text("image");
  }

  private void sh(String script) throws Exception {
    MasterSample.run(List.of("sh", "-ec", "cd " + fixture.master + "\n" + script));
  }

  private long times(String key) throws IOException {
    return fixture.json().object("times").whole(key);
  }

  @Test
  void whatDiffersOnlyInItsTimeKeepsTheOldOne() throws Exception {
    sh("mkdir d; echo 1 >d/f; ln d/f d/g; ln -s f d/s; mkfifo d/p");
    String old = build(fixture.master);
    sh("touch -h d/f d/s d/p usr usr/lib.so; touch d");

    assertThat(build(fixture.master)).isNotEqualTo(old);
    assertThat(build(fixture.master, "--against", old)).isEqualTo(old);

    assertThat(times("reverted")).isEqualTo(6);
  }

  @Test
  void whatDiffersOtherwiseHasItsOwnTime() throws Exception {
    sh("mkdir d; echo 1 >d/f; echo 1 >d/g; ln -s f d/s; touch d/k");
    String old = build(fixture.master);
    sh("echo 2 >d/f; chmod 600 d/g; touch d/g; ln -sfn g d/s; rm d/k; mkdir d/k; touch d");

    build(fixture.master, "--against", old);

    assertThat(times("reverted")).isEqualTo(1); // the directory
    assertThat(fixture.run("image", "diff", fixture.repo(), old, fixture.json().text("image")))
        .isEqualTo(3);
    assertThat(fixture.out()).contains("d/f").contains("d/g").contains("d/s").contains("d/k");
  }

  @Test
  void aHardLinkedFileIsComparedByItsFirstName() throws Exception {
    sh("echo 1 >one; echo 1 >two");
    sh("touch -d @1600000000.123456789 one two .");
    String old = build(fixture.master);
    sh("ln -f one two; touch two .");

    build(fixture.master, "--against", old);

    assertThat(times("reverted")).isEqualTo(2); // the file and the root
  }

  @Test
  void noTimeIsLaterThanTheNewestFileOfAPackage() throws Exception {
    sh(
        """
        mkdir -p var/lib/dpkg/info usr/share/doc/a usr/share/doc/b
        echo 1 >usr/share/doc/a/x; touch -d @1500000000 usr/share/doc/a/x
        echo 2 >usr/share/doc/b/y; touch -d @1650000000 usr/share/doc/b/y
        echo 0123456789abcdef0123456789abcdef '' usr/share/doc/a/x >var/lib/dpkg/info/a.md5sums
        echo 0123456789abcdef0123456789abcdef '' usr/share/doc/b/y >var/lib/dpkg/info/b.md5sums
        echo 0123456789abcdef0123456789abcdef '' usr/share/doc/b/gone >>var/lib/dpkg/info/b.md5sums
        echo 0123456789abcdef0123456789abcdef '' ../nonsense >>var/lib/dpkg/info/b.md5sums
        """);
    String first = build(fixture.master, "--clamp-mtime");

    assertThat(times("latest")).isEqualTo(1_650_000_000);
    assertThat(times("clamped")).isPositive();
    sh("touch var/lib/dpkg/info/a.md5sums var/lib usr"); // only what is clamped anyway
    assertThat(build(fixture.master, "--clamp-mtime")).isEqualTo(first);
    Path tar = directory.resolve("master.tar");
    MasterSample.tar(tar, fixture.master, "--format=pax", "--xattrs", "--xattrs-include=*");
    assertThat(build(tar, "--clamp-mtime")).isEqualTo(first);
  }

  @Test
  void clampedTimesAreComparedWithTheEarlierImageToo() throws Exception {
    sh(
        """
        mkdir -p var/lib/dpkg/info; touch -d @1650000000 usr/lib.so
        echo 0123456789abcdef0123456789abcdef '' usr/lib.so >var/lib/dpkg/info/a.md5sums
        """);
    String old = build(fixture.master, "--clamp-mtime");
    sh("touch -d @1660000000 usr/lib.so; touch usr");

    assertThat(build(fixture.master, "--clamp-mtime", "--against", old)).isEqualTo(old);
  }

  @Test
  void aTreeWithoutPackagesSaysHowToClampItsTimes() {
    int exit =
        fixture.run(
            "image",
            "build",
            fixture.repo(),
            "--from",
            fixture.master.toString(),
            "--label",
            "x",
            "--clamp-mtime");
    assertThat(exit).isEqualTo(1);
    assertThat(fixture.err()).contains("E-CLAMP").contains("set SOURCE_DATE_EPOCH");
  }

  @Test
  void theSourceDateIsReadStrictly() throws IOException {
    assertThat(SourceDate.of(Map.of())).isEmpty();
    assertThat(SourceDate.of(Map.of("SOURCE_DATE_EPOCH", "1700000000"))).contains(1_700_000_000L);
    for (String wrong : List.of("", "yesterday", "-1", "1.5", "99999999999999999999")) {
      assertThatThrownBy(() -> SourceDate.of(Map.of("SOURCE_DATE_EPOCH", wrong)))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("E-CLAMP");
    }
  }

  @Test
  void datesInsideOfFilesAreCountedWithExamples() throws Exception {
    sh(
        """
        for i in 1 2 3 4 5 6 7; do echo $i >n$i; gzip -N n$i; done; ln n1.gz n1-again
        echo x | gzip -n >clean.gz
        printf '\\247\\r\\r\\n\\0\\0\\0\\0\\1\\2\\3\\4\\5\\0\\0\\0code' >dated.pyc
        printf '\\247\\r\\r\\n\\1\\0\\0\\0\\1\\2\\3\\4\\5\\0\\0\\0code' >hashed.pyc
        """);
    for (int i = 0; i < 2; i++) { // the second build reads nothing again
      build(fixture.master);
      var noise = fixture.json().object("noise");
      assertThat(noise.object("gzipTime").whole("files")).isEqualTo(7);
      assertThat(noise.object("gzipTime").texts("examples"))
          .containsExactly("n1-again", "n2.gz", "n3.gz", "n4.gz", "n5.gz");
      assertThat(noise.object("pythonDate").whole("files")).isEqualTo(1);
      assertThat(noise.object("pythonDate").texts("examples")).containsExactly("dated.pyc");
    }
    fixture.run(
        "image", "build", fixture.repo(), "--from", fixture.master.toString(), "--label", "x");
    assertThat(fixture.out())
        .contains("7 gzip files hold a date (gzip -n writes none), such as /n1-again")
        .contains("1 Python byte codes name their source by date");
  }
}
