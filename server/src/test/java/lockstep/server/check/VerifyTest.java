package lockstep.server.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import lockstep.server.RepositoryFixture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyTest {
  @TempDir private Path directory;
  private RepositoryFixture fixture;
  private String id = "";

  @BeforeEach
  void buildAnImage() throws IOException {
    fixture = new RepositoryFixture(directory);
    id = fixture.build("one");
  }

  private int verify(String... options) {
    return fixture.run("image", "verify", fixture.repo(), options.length > 0 ? options[0] : "one");
  }

  private Path object(String name) {
    return fixture.repository.resolve("images").resolve(id).resolve(name);
  }

  @Test
  void aWholeImageIsWhole() throws IOException {
    assertThat(verify()).as(fixture.err()).isZero();
    assertThat(fixture.out()).contains("one: whole");

    assertThat(fixture.run("image", "verify", fixture.repo(), "one", "--json")).isZero();
    assertThat(fixture.json().text("outcome")).isEqualTo("whole");
    assertThat(fixture.json().whole("chunkReferences")).isPositive();
    assertThat(fixture.json().array("problems")).isEmpty();
  }

  @Test
  void aFlippedBitInAPackIsNamedWithTheFileItHurts() throws IOException {
    Path pack = fixture.only("packs", ".pack");
    RepositoryFixture.flipBit(pack, Files.size(pack) / 2);

    assertThat(verify()).isEqualTo(1);

    assertThat(fixture.err())
        .contains("E-DAMAGED packs/" + pack.getFileName())
        .contains("it hurts 1 files: usr/lib.so");
    assertThat(fixture.out()).contains("1 objects are missing or damaged");
  }

  @Test
  void allFilesThatAMissingPackHurtsAreCountedOnce() throws IOException {
    Files.delete(fixture.only("packs", ".pack"));

    assertThat(fixture.run("image", "verify", fixture.repo(), "one", "--json")).isEqualTo(1);

    assertThat(fixture.json().text("outcome")).isEqualTo("damaged");
    assertThat(fixture.json().array("problems")).hasSize(1);
    assertThat(fixture.json().array("problems").toString()).contains("E-MISSING").contains("a-b");
  }

  @Test
  void aDamagedManifestIsNamed() throws IOException {
    RepositoryFixture.flipBit(object("manifest"), 150);

    assertThat(verify()).isEqualTo(1);

    assertThat(fixture.err()).contains("E-DAMAGED images/" + id + "/manifest");
  }

  @Test
  void aCutPackIndexIsNamed() throws IOException {
    RepositoryFixture.cut(object("packs"), 3);

    assertThat(verify()).isEqualTo(1);

    assertThat(fixture.err()).contains("E-DAMAGED images/" + id + "/packs");
  }

  @Test
  void thePackIndexOfAnotherImageIsNotThisOnes() throws IOException {
    fixture.random("usr/more.so", 50_000, 7);
    String other = fixture.build("two");
    Path others = fixture.repository.resolve("images").resolve(other).resolve("packs");
    Files.write(object("packs"), Files.readAllBytes(others));

    assertThat(verify()).isEqualTo(1);

    assertThat(fixture.err()).contains("E-DAMAGED");
    assertThat(verify("two")).isZero();
  }

  @Test
  void anAnnotationThatTellsOtherTotalsIsNamed() throws IOException {
    Path annotation = object("annotation.json");
    String told = Files.readString(annotation);
    Files.writeString(annotation, told.replaceFirst("\"files\": [0-9]+", "\"files\": 1"));

    assertThat(verify()).isEqualTo(1);

    assertThat(fixture.err()).contains("annotation.json").contains("lockstep fsck REPO --repair");
  }

  @Test
  void anImageThatIsNotThereIsNamed() {
    assertThat(verify("two")).isEqualTo(1);
    assertThat(fixture.err()).contains("E-NO-IMAGE two");
  }
}
