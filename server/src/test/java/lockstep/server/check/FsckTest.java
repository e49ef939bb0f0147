package lockstep.server.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lockstep.server.FsckFixture;
import lockstep.server.RepositoryFixture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FsckTest {
  @TempDir private static Path prepared;
  private static FsckFixture published;

  @TempDir private Path directory;
  private FsckFixture repository;

  @BeforeAll
  static void publishTwoReleases() throws Exception {
    published = FsckFixture.in(prepared);
  }

  @BeforeEach
  void copy() throws Exception {
    repository = published.copyTo(directory.resolve("copy"));
  }

  @Test
  void aWholeRepositoryIsWhole() throws IOException {
    assertThat(repository.fsck()).as(repository.fixture.err()).isZero();
    assertThat(repository.fixture.out()).startsWith("whole: 3 images, ");

    assertThat(repository.fsck("--json")).isZero();
    assertThat(repository.fixture.json().text("outcome")).isEqualTo("whole");
    assertThat(repository.fixture.json().array("problems")).isEmpty();
    assertThat(repository.fixture.json().array("leftovers")).isEmpty();
    assertThat(repository.fsck("--repair-from", repository.good.toString())).isZero();
    assertThat(repository.fixture.out()).doesNotContain("repaired");
  }

  @Test
  void everyObjectThatIsMissingIsNamed() throws IOException {
    everyObject("E-MISSING", Files::delete);
  }

  @Test
  void everyObjectThatIsCutIsNamed() throws IOException {
    everyObject("E-", file -> RepositoryFixture.cut(file, 5));
  }

  @Test
  void everyObjectWithAFlippedBitIsNamed() throws IOException {
    everyObject("E-", file -> RepositoryFixture.flipBit(file, Files.size(file) / 2));
  }

  private interface Harm {
    void to(Path file) throws IOException;
  }

  private void everyObject(String code, Harm harm) throws IOException {
    List<String> silent = new ArrayList<>();
    List<String> kinds = repository.kinds();
    for (String name : kinds) {
      Path file = repository.file(name);
      byte[] before = Files.readAllBytes(file);
      harm.to(file);
      int exit = repository.fsck("--json");
      String told = repository.fixture.out();
      if (exit != 1 || !told.contains("\"" + name + "\"") || !told.contains(code)) {
        silent.add(name + " " + exit + " " + told);
      }
      Files.write(file, before);
    }
    assertThat(kinds).hasSize(17);
    assertThat(silent).isEmpty();
  }

  @Test
  void whomItHurtsIsTold() throws IOException {
    String pack = onlyCurrentHas("usr/second.so");
    RepositoryFixture.flipBit(repository.file(pack), Files.size(repository.file(pack)) / 2);
    String delta = "deltas/" + repository.old + "-" + repository.current + ".delta";
    Files.delete(repository.file(delta));

    assertThat(repository.fsck()).isEqualTo(1);

    assertThat(repository.fixture.err())
        .contains("E-DAMAGED " + pack)
        .contains("it hurts image " + repository.current.substring(0, 12))
        .contains("(two, current), 1 files: usr/second.so")
        .contains("(three, stored), 1 files: usr/second.so")
        .contains("E-MISSING " + delta + ": the repository has lost it")
        .contains("it hurts the delta from old to current of release 2")
        .contains("next: repair it from a good copy")
        .doesNotContain("(one, old)");
  }

  /// The smaller of the packs with more than one chunk: the first build's holds much more.
  private String onlyCurrentHas(String path) throws IOException {
    List<String> packs =
        repository.objects().stream().filter(name -> name.endsWith(".pack")).toList();
    String found = "";
    for (String pack : packs) {
      long size = Files.size(repository.file(pack));
      found = size > 60_000 && size < 100_000 ? pack : found;
    }
    assertThat(found).as(path + " in " + packs).isNotEmpty();
    return found;
  }

  /// Neither index has a checksum: whatever still reads well must be found by what it leads to.
  @Test
  void noBitOfAnIndexFlipsUnseen() throws IOException {
    List<String> unseen = new ArrayList<>();
    for (String name :
        List.of(
            "images/" + repository.current + "/packs", "images/" + repository.current + "/solid")) {
      Path file = repository.file(name);
      byte[] good = Files.readAllBytes(file);
      for (int at = 0; at < good.length; at += Math.max(1, good.length / 20)) {
        RepositoryFixture.flipBit(file, at);
        if (repository.fsck() != 1) {
          unseen.add(name + " " + at);
        }
        Files.write(file, good);
      }
    }
    assertThat(unseen).isEmpty();
  }

  @Test
  void whatNobodyNeedsIsToldAndStays() throws IOException {
    String[] names = {
      "packs/" + "ab".repeat(32) + ".pack",
      "packs/" + "cd".repeat(32) + ".solid",
      "deltas/" + "ef".repeat(32) + "-" + repository.current + ".delta",
      "deltas/" + repository.old + "-" + repository.candidate + ".delta",
      "metadata/.timestamp.json.tmp",
      "incoming/pack-0",
      "notes.txt"
    };
    for (String name : names) {
      Files.createDirectories(repository.file(name).getParent());
      Files.writeString(repository.file(name), "x");
    }

    assertThat(repository.fsck("--json")).as(repository.fixture.out()).isZero();

    assertThat(repository.fixture.json().array("leftovers")).hasSize(names.length);
    for (String name : names) {
      assertThat(repository.fixture.out()).contains(name);
      assertThat(repository.file(name)).exists();
    }
    assertThat(repository.fsck()).isZero();
    assertThat(repository.fixture.out())
        .contains("no image needs it")
        .contains("half of a delta")
        .contains("it is not Lockstep's");
  }

  @Test
  void expiredMetadataIsNotDamaged() {
    repository.fixture.waitFor(Duration.ofDays(1000));
    assertThat(repository.fsck()).as(repository.fixture.err()).isZero();
  }

  @Test
  void aDirectoryThatIsNoRepositoryIsRefused() throws IOException {
    assertThat(repository.fixture.run("fsck", directory.toString())).isEqualTo(1);
    assertThat(repository.fixture.err()).contains("E-REPOSITORY");

    Files.writeString(
        repository.file("lockstep.json"), "{\"format\":\"lockstep-repository\",\"version\":99}");
    assertThat(repository.fsck("--repair")).isEqualTo(1);
    assertThat(repository.fixture.err()).contains("E-REPOSITORY-FORMAT");
  }
}
