package lockstep.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lockstep.images.json.Json;
import lockstep.server.signing.Audience;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `lockstep rollout` at a repository, without a server.
class RolloutCommandTest {
  @TempDir Path directory;
  private RepositoryFixture fixture;

  @BeforeEach
  void stageTheSecondRelease() throws Exception {
    fixture = new RepositoryFixture(Files.createDirectory(directory.resolve("fixture")));
    fixture.build("one");
    fixture.publish("one");
    fixture.random("etc/new", 1000, 2);
    fixture.build("two");
    fixture.publish("two", Audience.NOBODY);
  }

  private int rollout(String act, String... options) {
    List<String> all = new ArrayList<>(List.of("rollout", act, fixture.repo()));
    all.addAll(List.of(options));
    return fixture.run(all.toArray(String[]::new));
  }

  private Json.Object shown() throws IOException {
    assertThat(rollout("show", "--json")).as(fixture.err()).isZero();
    return fixture.json();
  }

  private long below() throws IOException {
    return shown().object("statement").whole("currentBelow");
  }

  @Test
  void withoutOptionsItIsCarefulAndOneScreenTellsAll() throws IOException {
    assertThat(rollout("show")).isZero();
    assertThat(fixture.out()).contains("release 2: staged, nobody takes current yet");
    assertThat(rollout("start")).as(fixture.err()).isZero();
    assertThat(fixture.out())
        .contains("release 2: running, stage 1 of 4 (1 %)")
        .contains("current two (")
        .contains("old one (")
        .contains("waits for this stage to bake, until 2026-11-22T12:30:00Z (in 30 min 00 s)")
        .contains("halts above 2 %")
        .containsPattern("> +1 +1 % +30 min 00 s +2026-11-22T12:00:00Z")
        .containsPattern("- +4 +100 % +30 min 00 s +-")
        .contains("start");
    assertThat(fixture.out().lines().count()).isLessThan(24);
  }

  @Test
  void withoutAServerATimerMayMoveItOn() throws IOException {
    assertThat(rollout("start", "--stages", "5,100", "--bake", "2h,1h")).isZero();
    assertThat(rollout("advance", "--if-due")).isZero();
    assertThat(below()).isEqualTo(500);
    fixture.waitFor(Duration.ofHours(2));
    assertThat(rollout("advance", "--if-due")).isZero();
    assertThat(rollout("advance", "--if-due")).isZero();
    assertThat(below()).isEqualTo(10_000);
    fixture.waitFor(Duration.ofHours(1));
    assertThat(rollout("advance", "--if-due", "--json")).isZero();
    assertThat(fixture.json().object("rollout").text("phase")).isEqualTo("done");
  }

  @Test
  void everyActIsKeptWithWhoDidItAndWhy() throws IOException {
    assertThat(rollout("start", "--groups", "canary,lab", "--bake", "1h")).isZero();
    assertThat(shown().object("statement").texts("groups")).containsExactly("canary", "lab");
    assertThat(below()).isZero();
    assertThat(rollout("advance")).isZero();
    assertThat(rollout("halt", "--reason", "web is slow")).isZero();
    assertThat(fixture.out())
        .contains("release 2: halted in stage 2 of 5 (canary, lab, 1 %): web is slow");
    assertThat(rollout("resume", "--threshold", "0.5%")).isZero();
    assertThat(fixture.out()).contains("halts above 0.5 %");
    assertThat(rollout("halt")).isZero();
    assertThat(fixture.out()).contains("halted in stage 2 of 5 (canary, lab, 1 %)\n");
    assertThat(rollout("halt")).isOne();
    assertThat(fixture.err()).contains("the rollout is halted already\n");
    assertThat(rollout("abort", "--reason", "sessions are lost", "--urgent")).isZero();
    Json.Object state = shown().object("rollout");
    assertThat(state.text("why")).isEqualTo("sessions are lost");
    assertThat(state.bool("urgent")).isTrue();
    List<String> acts = new ArrayList<>();
    for (Json each : state.array("history")) {
      Json.Object event = (Json.Object) each;
      acts.add(event.text("act"));
      assertThat(event.text("who")).startsWith("local:");
    }
    assertThat(acts).containsExactly("start", "advance", "halt", "resume", "halt", "abort");
  }

  @Test
  void aTimeAndWindowsAreObeyed() throws IOException {
    assertThat(
            rollout(
                "start", "--at", "2026-11-23T10:00+01:00", "--window", "Mon-Fri 10:00-16:00 UTC"))
        .as(fixture.err())
        .isZero();
    assertThat(fixture.out()).contains("scheduled for 2026-11-23T10:00:00Z");
    assertThat(below()).isZero();
    fixture.waitFor(Duration.ofHours(22));
    assertThat(rollout("advance", "--if-due")).isZero();
    assertThat(below()).isEqualTo(100);
  }

  @Test
  void whatIsNoPlanIsAUsageError() {
    String[][] wrong = {
      {"--stages", "1,10"},
      {"--stages", "10,1,100"},
      {"--stages", "0,100"},
      {"--stages", "101"},
      {"--stages", "1,10,100", "--bake", "1h,2h"},
      {"--bake", "soon"},
      {"--threshold", "120%"},
      {"--at", "tomorrow"},
      {"--window", "at night"},
      {"--server", "https://127.0.0.1:1"},
    };
    for (String[] options : wrong) {
      assertThat(rollout("start", options)).as(String.join(" ", options)).isEqualTo(2);
      assertThat(fixture.err()).contains("E-USAGE").doesNotContain("\tat ");
    }
    assertThat(fixture.run("rollout", "show")).isEqualTo(2);
    assertThat(fixture.err()).contains("where?");
    assertThat(rollout("start", "--stages", "100")).isZero();
  }

  @Test
  void whatMakesNoSenseFailsAndSaysWhatToDo() throws IOException {
    assertThat(rollout("advance", "--json")).isOne();
    assertThat(fixture.json().array("problems").toString())
        .contains("E-ROLLOUT")
        .contains("lockstep rollout start");
    assertThat(rollout("start")).isZero();
    assertThat(rollout("resume")).isOne();
    assertThat(fixture.err()).contains("is not halted");
    assertThat(fixture.run("publish", fixture.repo(), "one", "--keys", fixture.path("keys")))
        .isOne();
    assertThat(fixture.err()).contains("E-ROLLOUT").contains("lockstep rollout abort");
    assertThat(
            fixture.run(
                "publish", fixture.repo(), "one", "--unsigned", fixture.path("release.json")))
        .isOne();
    assertThat(fixture.err()).contains("E-ROLLOUT");
  }

  @Test
  void aRollbackSendsAllToOldAndTheImagesSaySo() throws IOException {
    assertThat(rollout("start")).isZero();
    assertThat(fixture.run("rollback", fixture.repo())).isZero();
    assertThat(fixture.out()).contains("release 2: the fleet takes old, one");
    assertThat(fixture.run("rollback", fixture.repo())).isOne();
    assertThat(fixture.err()).contains("E-CURRENT");
    assertThat(fixture.run("image", "ls", fixture.repo(), "--json")).isZero();
    assertThat(fixture.json().members()).containsKey("fleetTakes");
    assertThat(images()).endsWith("rolled back: the fleet takes old, one\n");
  }

  private String images() {
    assertThat(fixture.run("image", "ls", fixture.repo())).isZero();
    return fixture.out();
  }

  @Test
  void aStagedReleaseIsNoRollbackAlsoWhenItFollowsOne() throws Exception {
    String staged = "staged, nobody takes current yet: the fleet takes old, one\n";
    assertThat(images()).endsWith(staged);
    assertThat(fixture.run("rollback", fixture.repo())).isOne();
    assertThat(rollout("start")).isZero();
    assertThat(images()).doesNotContain("the fleet takes old");
    assertThat(rollout("abort")).isZero();
    assertThat(images()).endsWith("rolled back: the fleet takes old, one\n");
    fixture.random("etc/new", 1000, 3);
    fixture.build("three");
    fixture.publish("three", Audience.NOBODY);
    assertThat(images()).endsWith(staged);
    assertThat(rollout("show")).isZero();
    assertThat(fixture.out()).contains("staged, nobody takes current yet");
    Files.writeString(fixture.signed().onlineKeys().resolve("rollout-plan.json"), "{");
    assertThat(images()).endsWith("\nthe fleet takes old, one\n");
    assertThat(fixture.run("image", "ls", fixture.repo(), "--online-keys", "/nowhere")).isZero();
    assertThat(fixture.out()).endsWith("\nthe fleet takes old, one\n");
  }

  @Test
  void whereThereIsNoOldNobodyIsSentBackToIt() throws Exception {
    RepositoryFixture first = new RepositoryFixture(Files.createDirectory(directory.resolve("1")));
    first.build("one");
    first.publish("one");
    assertThat(first.run("rollout", "start", first.repo())).isOne();
    assertThat(first.err())
        .contains("everyone takes release 1 already\n  next: publish the next one with --staged\n")
        .doesNotContain("rollback");
    fixture.publish("one");
    assertThat(rollout("start")).isOne();
    assertThat(fixture.err()).contains("or send the fleet back first: lockstep rollback");
  }

  @Test
  void aRolloutThatBeginsAnewKeepsWhatWasBefore() throws IOException {
    assertThat(rollout("start")).isZero();
    assertThat(rollout("abort", "--urgent")).isZero();
    assertThat(rollout("start", "--stages", "100")).isZero();
    List<String> done = new ArrayList<>();
    for (Json each : shown().object("rollout").array("history")) {
      done.add(((Json.Object) each).text("act") + " " + ((Json.Object) each).text("detail"));
    }
    assertThat(done)
        .containsExactly("start stage 1 of 4: 1 %", "abort urgent", "start stage 1 of 1: 100 %");
  }
}
