package lockstep.server.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
