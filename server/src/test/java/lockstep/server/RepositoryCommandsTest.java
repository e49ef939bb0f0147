package lockstep.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import lockstep.images.json.Json;
import lockstep.images.json.JsonReader;
import lockstep.server.capture.MasterSample;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryCommandsTest {
  @TempDir private Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void makeMaster() throws IOException {
    MasterSample.fill(Files.createDirectory(directory.resolve("master")));
  }

  private int run(String... arguments) {
    out.reset();
    err.reset();
    Surroundings here =
        new Surroundings(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            () -> Instant.parse("2026-11-22T12:00:00Z"));
    return ServerMain.commands(here).execute(arguments);
  }

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  private Json.Object json() throws IOException {
    return JsonReader.readObject(out.toByteArray());
  }

  private int build(String label) {
    return run(
        "image", "build", path("repo"), "--from", path("master"), "--label", label, "--json");
  }

  @Test
  void aBuildTellsScriptsWhatItMade() throws IOException {
    lockstep.server.repository.Repository.create(directory.resolve("repo"));

    assertThat(build("one")).isZero();
    assertThat(json().members())
        .containsKeys(
            "image",
            "label",
            "entries",
            "files",
            "bytes",
            "newBytes",
            "millis",
            "excludesSource",
            "packages");
    assertThat(json().text("image")).hasSize(64);
    assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
  }

  @Test
  void aFailureIsOneJsonObjectAndExitCodeOne() throws IOException {
    assertThat(build("one")).isEqualTo(1);
    assertThat(json().text("outcome")).isEqualTo("failed");
    assertThat(json().array("problems").toString()).contains("E-REPOSITORY");
    assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain("\tat ");
  }

  @Test
  void aMissingArgumentIsAUsageError() {
    assertThat(run("image", "build", path("repo"))).isEqualTo(2);
    assertThat(run("publish", path("repo"))).isEqualTo(2);
    assertThat(run("nonsense")).isEqualTo(2);
  }

  @Test
  void aUsageErrorIsOneJsonObjectToo() throws IOException {
    assertThat(run("image", "lst", path("repo"), "--json")).isEqualTo(2);
    assertThat(json().array("problems").toString())
        .contains("E-USAGE")
        .contains("there is no command 'lst'")
        .contains("did you mean ls");
  }

  @Test
  void everyCommandExplainsItselfWithAnExample() {
    for (String[] command :
        new String[][] {
          {},
          {"image"},
          {"serve"},
          {"fleet"},
          {"fleet", "ls"},
          {"fleet", "show"},
          {"init"},
          {"image", "build"},
          {"image", "ls"},
          {"image", "show"},
          {"image", "diff"},
          {"image", "verify"},
          {"image", "extract"},
          {"image", "rm"},
          {"publish"},
          {"sign"},
          {"key"},
          {"key", "ls"},
          {"key", "new"},
          {"key", "add"},
          {"key", "rm"},
          {"key", "rotate"},
          {"key", "threshold"},
          {"key", "online"},
          {"key", "finish"},
          {"rollback"},
          {"gc"}
        }) {
      String[] withHelp = java.util.Arrays.copyOf(command, command.length + 1);
      withHelp[command.length] = "--help";
      var commands =
          ServerMain.commands(
              new Surroundings(
                  new PrintStream(err, true, StandardCharsets.UTF_8),
                  new PrintStream(err, true, StandardCharsets.UTF_8),
                  () -> Instant.EPOCH));
      java.io.StringWriter help = new java.io.StringWriter();
      commands.setOut(new java.io.PrintWriter(help));
      assertThat(commands.execute(withHelp)).isZero();
      assertThat(help.toString()).contains("Example");
    }
  }

  @Test
  void sourcesThatAreNotThereAreNamed() throws IOException {
    lockstep.server.repository.Repository.create(directory.resolve("repo"));
    assertThat(run("image", "build", path("repo"), "--from", path("nowhere"), "--label", "x"))
        .isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("nowhere");
  }

  @Test
  void aLabelIsOneWord() throws IOException {
    lockstep.server.repository.Repository.create(directory.resolve("repo"));
    for (String label : new String[] {"", " ", "two words", "a\nb", "\u001b[2J", "l".repeat(101)}) {
      assertThat(build(label)).isEqualTo(2);
      assertThat(json().array("problems").toString()).contains("E-USAGE").contains("a label has");
    }
    assertThat(build("web-2026.11+ü")).isZero();
  }

  @Test
  void aTreeThatIsBuiltAgainUnderAnotherNameSaysWhichNameIsGone() throws IOException {
    lockstep.server.repository.Repository.create(directory.resolve("repo"));
    assertThat(build("one")).isZero();
    assertThat(json().array("problems").toString()).isEqualTo("[]");
    assertThat(build("two")).isZero();
    assertThat(json().array("problems").toString()).contains("W-LABEL").contains("'one'");
    assertThat(build("two")).isZero();
    assertThat(json().array("problems").toString()).isEqualTo("[]");
  }

  @Test
  void aGracePeriodIsANumberOfDays() throws IOException {
    for (String days : new String[] {"-1", "x", "99999999999"}) {
      assertThat(run("gc", path("repo"), "--grace-days", days, "--json")).isEqualTo(2);
      assertThat(json().array("problems").toString()).contains("no number of days");
    }
  }
}
