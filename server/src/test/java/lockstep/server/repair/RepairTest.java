package lockstep.server.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lockstep.server.FsckFixture;
import lockstep.server.RepositoryFixture;
import lockstep.server.capture.MasterSample;
import lockstep.server.repository.Repository;
import lockstep.server.repository.RepositoryLock;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepairTest {
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

  private int repair(Path source) {
    return repository.fsck(
        "--repair-from", source.toString(), "--trust", repository.trustedRoot(), "--json");
  }

  private interface Harm {
    void to(Path file) throws IOException;
  }

  private void everyObjectIsRepaired(Harm harm) throws IOException {
    List<String> broken = new ArrayList<>();
    for (String name : repository.kinds()) {
      harm.to(repository.file(name));
      int exit = repair(repository.good);
      boolean right = repository.isGood(name) || name.endsWith("annotation.json");
      if (exit != 0 || !right || !repository.fixture.json().text("outcome").equals("repaired")) {
        broken.add(name + " " + exit + " " + repository.fixture.out());
        Files.write(repository.file(name), Files.readAllBytes(repository.good.resolve(name)));
      }
    }
    assertThat(broken).isEmpty();
    assertThat(repository.fsck()).as(repository.fixture.out()).isZero();
  }

  @Test
  void everyObjectThatIsMissingIsRepaired() throws IOException {
    everyObjectIsRepaired(Files::delete);
  }

  @Test
  void everyObjectWithAFlippedBitIsRepaired() throws IOException {
    everyObjectIsRepaired(file -> RepositoryFixture.flipBit(file, Files.size(file) / 2));
  }

  @Test
  void aRepositoryThatLostAlmostEverythingIsRepairedFromADirectory() throws IOException {
    loseAlmostEverything();

    assertThat(repair(repository.good)).as(repository.fixture.out()).isZero();

    for (String name : List.of("current", "old")) {
      String id = name.equals("old") ? repository.old : repository.current;
      assertThat(repository.fixture.run("image", "verify", repository.fixture.repo(), id)).isZero();
    }
    assertThat(repository.fixture.run("image", "ls", repository.fixture.repo())).isZero();
  }

  private void loseAlmostEverything() throws IOException {
    for (String name : repository.objects()) {
      if (!name.matches("metadata/1\\.root\\.json|lockstep\\.json|images/.*/annotation\\.json")) {
        Files.delete(repository.file(name));
      }
    }
  }

  @Test
  void whatASourceHasWrongIsNeverWritten() throws Exception {
    Path wrong = directory.resolve("wrong");
    MasterSample.run(List.of("cp", "-a", repository.good.toString(), wrong.toString()));
    for (String name : FsckFixture.objectsOf(wrong)) {
      RepositoryFixture.flipBit(wrong.resolve(name), Files.size(wrong.resolve(name)) / 2);
    }
    loseAlmostEverything();

    assertThat(repository.fsck("--repair-from", wrong.toString(), "--json")).isEqualTo(1);

    assertThat(repository.fixture.json().array("refused")).isNotEmpty();
    for (String name : repository.objects()) {
      assertThat(repository.isGood(name)).as(name).isTrue();
    }
    assertThat(repair(repository.good)).as(repository.fixture.out()).isZero();
  }

  @Test
  void theNextSourceIsAskedWhenTheFirstIsDamaged() throws Exception {
    Path wrong = directory.resolve("wrong");
    MasterSample.run(List.of("cp", "-a", repository.good.toString(), wrong.toString()));
    String pack = repository.object("packs/.*\\.pack");
    RepositoryFixture.flipBit(wrong.resolve(pack), 100);
    Files.delete(repository.file(pack));

    assertThat(
            repository.fsck(
                "--repair-from", wrong.toString(), "--repair-from", repository.good.toString()))
        .isZero();

    assertThat(repository.fixture.out())
        .contains("refused " + pack + " from " + wrong)
        .contains("repaired " + pack + " from " + repository.good);
    assertThat(repository.isGood(pack)).isTrue();
  }

  @Test
  void anotherRepositoryIsNoGoodCopy() throws Exception {
    Path stranger = Files.createDirectory(directory.resolve("stranger"));
    RepositoryFixture other = new RepositoryFixture(stranger);
    other.build("one");
    other.publish("one");
    String timestamp = "metadata/timestamp.json";
    Files.delete(repository.file(timestamp));

    assertThat(repository.fsck("--repair-from", other.repo())).isEqualTo(1);

    assertThat(repository.fixture.out()).contains("refused " + timestamp);
    assertThat(repository.file(timestamp)).doesNotExist();
  }

  @Test
  void anOlderStateOfTheRepositoryDoesNotComeBack() throws Exception {
    Path older = directory.resolve("older");
    MasterSample.run(List.of("cp", "-a", repository.fixture.repo(), older.toString()));
    repository.fixture.publish("three");
    Files.delete(repository.file("metadata/timestamp.json"));

    assertThat(repository.fsck("--repair-from", older.toString())).isEqualTo(1);

    assertThat(repository.fixture.out())
        .contains("names snapshot 4, and this repository has had 5");
    assertThat(repository.file("metadata/timestamp.json")).doesNotExist();
  }

  @Test
  void theFirstRootIsBelievedOfNoSource() throws Exception {
    RepositoryFixture.flipBit(repository.file("metadata/1.root.json"), 300);

    assertThat(repository.fsck("--repair-from", repository.good.toString())).isEqualTo(1);
    assertThat(repository.fixture.err()).contains("metadata/1.root.json").contains("--trust FILE");

    assertThat(repository.fsck("--trust", repository.trustedRoot())).isZero();
    assertThat(repository.isGood("metadata/1.root.json")).isTrue();
  }

  @Test
  void whatIsHereTwiceNeedsNoSource() throws IOException {
    List<String> names =
        List.of(
            "images/" + repository.current + "/manifest",
            repository.object("targets/images/.*" + repository.old + "\\.manifest"),
            "images/" + repository.current + "/annotation.json",
            "deltas/" + repository.old + "-" + repository.current + ".index",
            repository.object("targets/deltas/.*" + repository.current + "-.*\\.index"),
            "lockstep.json");
    for (String name : names) {
      RepositoryFixture.flipBit(repository.file(name), 30);
    }

    assertThat(repository.fsck("--repair")).as(repository.fixture.out()).isZero();

    for (String name : names) {
      assertThat(repository.isGood(name) || name.endsWith("annotation.json")).as(name).isTrue();
    }
    assertThat(repository.fixture.run("image", "show", repository.fixture.repo(), "two")).isZero();
  }

  @Test
  void whatIsHereOnceNeedsASource() throws IOException {
    String pack = repository.object("packs/.*\\.pack");
    RepositoryFixture.flipBit(repository.file(pack), 100);

    assertThat(repository.fsck("--repair")).isEqualTo(1);
    assertThat(repository.fixture.err()).contains("E-DAMAGED " + pack).contains("--repair-from");
  }

  @Test
  void aRepairWaitsForNoOtherWriterAndACheckNeedsNoLock() throws IOException {
    try (RepositoryLock _ =
        RepositoryLock.take(Repository.open(repository.fixture.repository).layout())) {
      assertThat(repository.fsck("--repair")).isEqualTo(1);
      assertThat(repository.fixture.err()).contains("E-BUSY");
      assertThat(repository.fsck()).isZero();
    }
    assertThat(repository.fsck("--repair")).isZero();
  }

  @Test
  void aSourceThatIsNoneIsRefused() {
    assertThat(repository.fsck("--repair-from", "/nowhere")).isEqualTo(1);
    assertThat(repository.fixture.err()).contains("E-SOURCE /nowhere");
  }

  /// Whichever image is mended first, and whichever images share the group.
  @Test
  void bothIndexesAndAnyGroupAreMadeAnewOfWhatIsThere() throws IOException {
    String index = "images/" + repository.candidate + "/packs";
    for (String image : List.of(repository.old, repository.current)) {
      String solid = "images/" + image + "/solid";
      for (String group : repository.objects()) {
        if (group.endsWith(".solid")) {
          RepositoryFixture.cut(repository.file(index), 9);
          Files.delete(repository.file(solid));
          RepositoryFixture.flipBit(repository.file(group), 50);

          assertThat(repository.fsck("--repair", "--json")).as(repository.fixture.out()).isZero();

          assertThat(repository.fixture.out()).contains(index).contains(solid);
          assertThat(repository.fsck()).as(repository.fixture.err()).isZero();
        }
      }
    }
    assertThat(repository.fixture.run("image", "verify", repository.fixture.repo(), "three"))
        .isZero();
  }

  @Test
  void aGroupOfTwoImagesIsMadeAnewForBoth() throws IOException {
    for (String group : repository.objects()) {
      if (group.endsWith(".solid")) {
        RepositoryFixture.flipBit(repository.file(group), 50);
        assertThat(repository.fsck("--repair", "--json"))
            .as(group + repository.fixture.out())
            .isZero();
        assertThat(repository.fsck()).as(repository.fixture.err()).isZero();
      }
    }
  }

  @Test
  void anImageWhoseNameIsLostGetsOneThatSaysSo() throws IOException {
    Files.delete(repository.file("images/" + repository.candidate + "/annotation.json"));
    Files.delete(repository.file("images/" + repository.current + "/annotation.json"));
    assertThat(repository.fixture.run("image", "ls", repository.fixture.repo())).isEqualTo(1);

    assertThat(repository.fsck("--repair-from", repository.good.toString())).isZero();

    assertThat(repository.fixture.run("image", "ls", repository.fixture.repo())).isZero();
    assertThat(repository.fixture.out())
        .contains("recovered-" + repository.candidate.substring(0, 12))
        .contains("two") // its name is signed
        .doesNotContain("three");
  }

  @Test
  void aNoteOfRetirementsThatIsLostBeginsTheGracePeriodAnew() throws Exception {
    repository.fixture.publish("three"); // the fleet is on one, so two is retired
    repository.fixture.waitFor(Duration.ofDays(6));
    Files.writeString(repository.file("retired.json"), "nonsense");
    assertThat(repository.fixture.run("gc", repository.fixture.repo())).isEqualTo(1);

    assertThat(repository.fsck("--repair")).as(repository.fixture.out()).isZero();

    repository.fixture.waitFor(Duration.ofDays(6));
    assertThat(repository.fixture.run("gc", repository.fixture.repo(), "--json")).isZero();
    assertThat(repository.fixture.json().array("images")).isEmpty();
    assertThat(repository.fixture.json().whole("inGrace")).isEqualTo(1);
    repository.fixture.waitFor(Duration.ofDays(2));
    assertThat(repository.fixture.run("gc", repository.fixture.repo(), "--json")).isZero();
    assertThat(repository.fixture.json().array("images")).hasSize(1);
  }
}
