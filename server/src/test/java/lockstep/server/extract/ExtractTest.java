package lockstep.server.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lockstep.server.RepositoryFixture;
import lockstep.server.capture.MasterSample;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtractTest {
  @TempDir private Path directory;
  private RepositoryFixture fixture;

  @BeforeEach
  void makeMaster() throws IOException {
    fixture = new RepositoryFixture(directory);
  }

  /// JUnit cannot remove what is immutable.
  @AfterEach
  void removeFlags() throws Exception {
    for (String tree : List.of("master", "out")) {
      if (Files.exists(directory.resolve(tree))) {
        MasterSample.run(List.of("sh", "-c", "chattr -Rf -ia " + fixture.path(tree) + " || true"));
      }
    }
  }

  private int extract(String... arguments) {
    String[] all = new String[arguments.length + 4];
    System.arraycopy(new String[] {"image", "extract", fixture.repo(), "one"}, 0, all, 0, 4);
    System.arraycopy(arguments, 0, all, 4, arguments.length);
    return fixture.run(all);
  }

  private Path out() {
    return directory.resolve("out");
  }

  private void sh(String command) throws Exception {
    MasterSample.run(List.of("sh", "-ec", "cd " + fixture.master + "\n" + command));
  }

  @Test
  void aDirectoryIsTheMasterAgain() throws Exception {
    String id = fixture.build("one");

    assertThat(extract("--to", fixture.path("out"))).as(fixture.err()).isZero();

    assertThat(RepositoryFixture.differences(fixture.master, out())).isEmpty();
    assertThat(fixture.buildOf(out(), "again")).isEqualTo(id);
  }

  @Test
  void flagsAclsCapabilitiesAndOddNamesComeBack() throws Exception {
    sh(
        """
        mkdir -p deep/acl; setfacl -m d:u:1001:rwx,u:1002:r-x deep/acl; echo x >deep/acl/inherits
        setfattr -n user.a=b%c -v v deep/acl/inherits
        setfattr -n trusted.t -v 1 deep; mknod deep/block b 8 1
        setfattr -h -n trusted.link -v 1 bin
        touch -d '1901-01-01 00:00:00.25' a-b; touch -d '@5000000000.000000001' usr
        chown 4000000:3000000 usr/lib.so; chmod 4755 usr/lib.so
        setfattr -n security.capability -v 0sAQAAAgAgAAAAAAAAAAAAAAAAAAA= usr/lib.so
        mkdir frozen; echo x >frozen/child; ln frozen/child thawed; chattr +i frozen/child frozen
        mkdir log; echo x >log/messages; chattr +a log/messages
        truncate -s 5000 zeros
        """);
    String id = fixture.build("one");

    assertThat(extract("--to", fixture.path("out"))).as(fixture.err()).isZero();

    assertThat(RepositoryFixture.differences(fixture.master, out())).isEmpty();
    assertThat(fixture.buildOf(out(), "again")).isEqualTo(id);
  }

  @Test
  void aTarMakesTheSameImage() throws Exception {
    sh(
        """
        mkdir -p deep/acl; setfacl -m d:u:1001:rwx,u:1002:r-x deep/acl; echo x >deep/acl/inherits
        setfattr -n user.a=b%c -v v deep/acl/inherits; setfattr -h -n trusted.link -v 1 bin
        touch -d '1901-01-01 00:00:00.25' a-b; touch -d '@9000000000.000000001' usr
        chown 4000000:3000000 usr/lib.so; mknod deep/block b 8 1
        d=$(printf '%0200d' 0); mkdir -p $d/$d/$d; echo x >$d/$d/$d/$(printf '\\377%0200d' 0)
        ln $d/$d/$d/* far; ln -s /$d/$d/$d/$d longlink
        truncate -s 64M sparse; echo end >>sparse; truncate -s 1M empty
        """);
    String id = fixture.build("one");

    assertThat(extract("--to", fixture.path("one.tar"))).as(fixture.err()).isZero();

    assertThat(directory.resolve("one.tar.partial")).doesNotExist();
    assertThat(fixture.buildOf(directory.resolve("one.tar"), "again")).isEqualTo(id);
  }

  @Test
  void gnuTarReadsTheTar() throws Exception {
    sh(
        """
        setfacl -m u:1002:r-x usr/bin; setfattr -n user.a=b%c -v v etc/passwd
        d=$(printf '%0200d' 0); mkdir -p $d/$d; echo x >$d/$d/$(printf '\\377%0200d' 0)
        touch -d '1901-01-01 00:00:00.25' $d; touch -d '@9000000000.000000001' usr; chown 4000000:3000000 a
        """);
    fixture.build("one");

    assertThat(extract("--to", fixture.path("one.tar"))).isZero();

    Files.createDirectory(out());
    MasterSample.run(
        List.of(
            "tar",
            "--xattrs",
            "--xattrs-include=*",
            "--numeric-owner",
            "-xpf",
            fixture.path("one.tar"),
            "-C",
            out().toString()));
    assertThat(RepositoryFixture.differences(fixture.master, out())).isEmpty();
  }

  @Test
  void theTarIsTheSameInAFileAndInAPipe() throws Exception {
    fixture.build("one");

    assertThat(extract("--to", fixture.path("one.tar"))).isZero();
    assertThat(extract("--to", "-")).isZero();

    assertThat(fixture.bytes()).isEqualTo(Files.readAllBytes(directory.resolve("one.tar")));
    assertThat(fixture.err()).contains("entries");
  }

  @Test
  void flagsThatATarCannotCarryAreTold() throws Exception {
    sh("chattr +i a-b");
    fixture.build("one");

    assertThat(extract("--to", fixture.path("one.tar"), "--json")).isZero();

    assertThat(fixture.json().whole("entriesWithoutFlags")).isEqualTo(1);
    assertThat(fixture.err()).contains("E-TAR-FLAGS");
  }

  @Test
  void scriptsLearnWhatWasExtracted() throws Exception {
    String id = fixture.build("one");

    assertThat(extract("--to", fixture.path("out"), "--json")).isZero();

    assertThat(fixture.json().text("image")).isEqualTo(id);
    assertThat(fixture.json().whole("bytes")).isGreaterThan(8 << 20);
    assertThat(fixture.json().whole("entriesWithoutFlags")).isZero();
  }

  @Test
  void nothingThatIsThereIsWrittenOver() throws Exception {
    fixture.build("one");
    Path full = Files.createDirectory(directory.resolve("full"));
    Files.writeString(full.resolve("mine"), "mine");
    Files.writeString(directory.resolve("mine.tar"), "mine");

    assertThat(extract("--to", full.toString())).isEqualTo(1);
    assertThat(fixture.err()).contains("E-NOT-EMPTY").contains("mine is there already");
    assertThat(extract("--to", fixture.path("mine.tar"))).isEqualTo(1);
    assertThat(fixture.err()).contains("E-EXISTS").contains("mine.tar");
    assertThat(extract("--to", full.resolve("mine").toString())).isEqualTo(1);
    assertThat(fixture.err()).contains("E-EXISTS").contains("no directory");
    assertThat(Files.readString(full.resolve("mine"))).isEqualTo("mine");
    assertThat(Files.readString(directory.resolve("mine.tar"))).isEqualTo("mine");
  }

  @Test
  void anEmptyDirectoryIsTakenAsItIs() throws Exception {
    fixture.build("one");
    Files.createDirectory(out());
    MasterSample.run(List.of("setfacl", "-m", "d:u:1001:rwx,u:1002:rwx", out().toString()));

    assertThat(extract("--to", fixture.path("out"))).isZero();

    assertThat(RepositoryFixture.differences(fixture.master, out())).isEmpty();
  }

  @Test
  void anImageThatIsNotThereIsNamed() throws Exception {
    fixture.build("two");

    assertThat(extract("--to", fixture.path("out"))).isEqualTo(1);

    assertThat(fixture.err()).contains("E-NO-IMAGE one").contains("image ls");
    assertThat(out()).doesNotExist();
  }

  @Test
  void aJsonObjectAndATarDoNotShareStandardOutput() throws Exception {
    fixture.build("one");

    assertThat(extract("--to", "-", "--json")).isEqualTo(2);
  }

  @Test
  void aFlippedBitInAPackIsFoundAndNothingStays() throws Exception {
    fixture.build("one");
    RepositoryFixture.flipBit(fixture.only("packs", ".pack"), 100);

    assertThat(extract("--to", fixture.path("out"))).isEqualTo(1);

    assertThat(fixture.err())
        .contains("E-DAMAGED packs/")
        .contains("what was extracted so far was removed")
        .contains("lockstep fsck REPO --repair-from");
    assertThat(out()).doesNotExist();
  }

  @Test
  void aMissingPackIsNamedAndNoUnfinishedTarStays() throws Exception {
    fixture.build("one");
    Files.delete(fixture.only("packs", ".pack"));

    assertThat(extract("--to", fixture.path("one.tar"))).isEqualTo(1);

    assertThat(fixture.err())
        .contains("E-MISSING packs/")
        .contains("the unfinished tar was removed");
    assertThat(directory.resolve("one.tar")).doesNotExist();
    assertThat(directory.resolve("one.tar.partial")).doesNotExist();
  }

  @Test
  void aCutPackIndexAndADamagedManifestAreTold() throws Exception {
    String id = fixture.build("one");
    Path index = fixture.repository.resolve("images/" + id + "/packs");
    byte[] good = Files.readAllBytes(index);
    RepositoryFixture.cut(index, 5);

    assertThat(extract("--to", fixture.path("out"))).isEqualTo(1);
    assertThat(fixture.err()).contains("E-DAMAGED images/" + id + "/packs");
    assertThat(out()).doesNotExist();

    Files.write(index, good);
    RepositoryFixture.flipBit(fixture.repository.resolve("images/" + id + "/manifest"), 200);
    assertThat(extract("--to", fixture.path("out"))).isEqualTo(1);
    assertThat(fixture.err()).contains("E-DAMAGED images/" + id + "/manifest");
    assertThat(out()).doesNotExist();
  }

  @Test
  void aFullDiskIsToldAndTheDirectoryIsEmptyAgain() throws Exception {
    fixture.random("0-large", 3 << 20, 2);
    fixture.build("one");
    Path small = Files.createDirectory(directory.resolve("small"));
    MasterSample.run(List.of("mount", "-t", "tmpfs", "-o", "size=1M", "none", small.toString()));
    try {
      assertThat(extract("--to", small.toString())).isEqualTo(1);

      assertThat(fixture.err()).contains("E-SPACE 0-large").contains("is empty again");
      try (var left = Files.list(small)) {
        assertThat(left).isEmpty();
      }
    } finally {
      MasterSample.run(List.of("umount", small.toString()));
    }
  }

  @Test
  void whatAFilesystemCannotKeepIsTold() throws Exception {
    sh("chattr +i a-b");
    fixture.build("one");
    Path flat = Files.createDirectory(directory.resolve("flat"));
    MasterSample.run(List.of("mount", "-t", "ramfs", "none", flat.toString()));
    try {
      assertThat(extract("--to", flat.toString())).isEqualTo(1);
      assertThat(fixture.err()).contains("E-FILESYSTEM a-b");
    } finally {
      MasterSample.run(List.of("umount", flat.toString()));
    }
  }

  @Test
  void aDirectoryThatFailedHalfWayIsRemovedWithItsFlags() throws Exception {
    sh("mkdir 0; echo x >0/child; chattr +i 0/child 0");
    fixture.random("z-large", 1 << 20, 2);
    fixture.build("one");
    Path pack = fixture.only("packs", ".pack");
    RepositoryFixture.flipBit(pack, Files.size(pack) - 50);

    assertThat(extract("--to", fixture.path("out"))).isEqualTo(1);

    assertThat(out()).doesNotExist();
  }
}
