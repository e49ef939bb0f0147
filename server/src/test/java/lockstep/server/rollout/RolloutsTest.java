package lockstep.server.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import lockstep.images.json.JsonWriter;
import lockstep.images.release.RolloutStatement;
import lockstep.images.release.RolloutStatement.Pace;
import lockstep.server.RepositoryFixture;
import lockstep.server.diff.ReviewDigest;
import lockstep.server.repository.Publication;
import lockstep.server.repository.PublicationProgress;
import lockstep.server.repository.Repository;
import lockstep.server.signing.Audience;
import lockstep.server.signing.KeyDirectory;
import lockstep.server.signing.SignedRepository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The rollouts of a real, signed repository whose second release waits for one.
class RolloutsTest {
  private static final By ANNA = By.unwitnessed("operator:anna");

  @TempDir Path directory;
  private RepositoryFixture fixture;
  private SignedRepository signed;
  private Rollouts rollouts;
  private Path file;

  @BeforeEach
  void publishTwoReleases() throws Exception {
    Files.createDirectory(directory.resolve("fixture"));
    fixture = new RepositoryFixture(directory.resolve("fixture"));
    fixture.build("one");
    fixture.publish("one");
    fixture.random("etc/new", 1000, 2);
    fixture.build("two");
    fixture.publish("two", Audience.NOBODY);
    signed = fixture.signed();
    rollouts = new Rollouts(signed, fixture.clock());
    file = signed.onlineKeys().resolve("rollout-plan.json");
  }

  private Instant now() {
    return fixture.clock().instant();
  }

  private RolloutPlan plan() {
    return new RolloutPlan(
        Samples.stages(List.of(), 100, 1000, 10_000),
        "",
        200,
        now(),
        List.of(),
        RolloutPlan.Mode.BY_ITSELF,
        Optional.empty());
  }

  private int below() throws IOException {
    return signed.statement().orElseThrow().currentBelow();
  }

  @Test
  void aStagedReleaseIsNobodysUntilItsRolloutBeginsAndEveryonesAtItsEnd() throws IOException {
    assertThat(below()).isZero();
    assertThat(rollouts.state()).isEmpty();
    var _ = rollouts.start(plan(), ANNA);
    assertThat(below()).isEqualTo(100);
    for (int expected : new int[] {100, 1000, 10_000, 10_000}) {
      assertThat(below()).isEqualTo(expected);
      fixture.waitFor(Duration.ofMinutes(30));
      var _ = rollouts.step(ANNA);
    }
    assertThat(rollouts.state().orElseThrow().phase()).isEqualTo(Phase.DONE);
    assertThat(signed.statement().orElseThrow().isEveryoneOnCurrent()).isTrue();
  }

  @Test
  void nothingIsPublishedWhileARolloutIsUnfinishedAndAfterItsEndItIs() throws Exception {
    fixture.random("etc/new", 1000, 3);
    fixture.build("three");
    var _ = rollouts.start(plan(), ANNA);
    assertRefusesToPublish("not finished: running, stage 1 of 3");
    var _ = rollouts.halt(ANNA, "web is slow");
    assertRefusesToPublish("not finished: halted");
    var _ = rollouts.resume(ANNA, OptionalInt.empty());
    var _ = rollouts.advance(ANNA);
    var _ = rollouts.advance(ANNA);
    assertThat(below()).isEqualTo(10_000);
    assertRefusesToPublish("stage 3 of 3"); // everyone takes it, and it still bakes
    var _ = rollouts.advance(ANNA);

    fixture.publish("three");

    assertThat(signed.release().orElseThrow().counter()).isEqualTo(3);
    assertThat(rollouts.state()).as("it was another release's").isEmpty();
  }

  private void assertRefusesToPublish(String why) throws IOException {
    assertThatThrownBy(() -> fixture.publish("three"))
        .hasMessageContaining("E-ROLLOUT")
        .hasMessageContaining(why)
        .hasMessageContaining("lockstep rollout abort");
    assertThat(signed.release().orElseThrow().counter()).isEqualTo(2);
  }

  /// On-call sends the fleet back while the next release is compressed: to publish that one as it was prepared would retire
  /// the image that machines are on their way to.
  @Test
  void aReleaseThatWasPreparedForAnotherFleetIsNotPublished() throws Exception {
    var _ = rollouts.start(plan(), ANNA);
    for (int i = 0; i < 3; i++) {
      var _ = rollouts.advance(ANNA);
    }
    fixture.random("etc/new", 1000, 3);
    fixture.build("three");
    Repository repository = Repository.open(fixture.repository);
    Publication publication =
        new Publication(repository, fixture.signed(), fixture.clock(), ReviewDigest::of);
    KeyDirectory keys =
        KeyDirectory.open(fixture.directory.resolve("keys"), (_, _) -> "x".toCharArray());
    List<RolloutState> back = new ArrayList<>();
    PublicationProgress whileItCompresses =
        _ -> {
          try {
            if (back.isEmpty()) {
              back.add(rollouts.rollback(ANNA, "", Pull.USUAL));
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };

    assertThatThrownBy(() ->
            publication.publish(
                repository.find("three"), keys, Audience.EVERYONE, whileItCompresses))
        .hasMessageContaining("E-ROLLOUT")
        .hasMessageContaining("sent the fleet to the other image");

    assertThat(back).hasSize(1);
    assertThat(signed.release().orElseThrow().counter()).isEqualTo(2);
    fixture.publish("three");
    assertThat(signed.release().orElseThrow().old().orElseThrow().label()).isEqualTo("one");
  }

  @Test
  void afterAnAbortWhatTheFleetIsOnStaysAsOld() throws Exception {
    fixture.random("etc/new", 1000, 3);
    fixture.build("three");
    var old = signed.release().orElseThrow().old().orElseThrow();
    var _ = rollouts.start(plan(), ANNA);
    var _ = rollouts.abort(ANNA, "sessions are lost", Pull.USUAL);
    assertThat(signed.statement().orElseThrow().isEveryoneOnOld()).isTrue();

    fixture.publish("three", Audience.NOBODY);

    assertThat(signed.release().orElseThrow().old().orElseThrow().id()).isEqualTo(old.id());
  }

  @Test
  void anAbortedRolloutMayBeginAgainAndAFinishedOneMayNot() throws IOException {
    var _ = rollouts.start(plan(), ANNA);
    assertThatThrownBy(() -> rollouts.start(plan(), ANNA)).hasMessageContaining("is under way");
    var _ = rollouts.abort(ANNA, "", Pull.USUAL);
    assertThatThrownBy(() -> rollouts.abort(ANNA, "", Pull.USUAL))
        .hasMessageContaining("the rollout is over");
    assertThat(rollouts.start(plan(), ANNA).stage()).isOne();
    var _ = rollouts.advance(ANNA);
    var _ = rollouts.advance(ANNA);
    var _ = rollouts.advance(ANNA);
    assertThatThrownBy(() -> rollouts.start(plan(), ANNA))
        .hasMessageContaining("everyone takes release 2 already");
  }

  @Test
  void aRollbackEndsARolloutAndAlsoTakesBackWhatIsFinished() throws IOException {
    var _ = rollouts.start(plan(), ANNA);
    assertThat(rollouts.rollback(ANNA, "", Pull.USUAL).phase()).isEqualTo(Phase.ABORTED);
    assertThatThrownBy(() -> rollouts.rollback(ANNA, "", Pull.USUAL))
        .hasMessageContaining("E-CURRENT");
    assertThat(rollouts.rollback(ANNA, "", Pull.URGENT).pull()).isEqualTo(Pull.URGENT);
    assertThatThrownBy(() -> rollouts.rollback(ANNA, "", Pull.URGENT))
        .hasMessageContaining("E-CURRENT");
    var _ = rollouts.start(plan(), ANNA);
    for (int i = 0; i < 3; i++) {
      var _ = rollouts.advance(ANNA);
    }
    assertThat(rollouts.rollback(ANNA, "", Pull.USUAL).phase()).isEqualTo(Phase.ABORTED);
    assertThat(signed.statement().orElseThrow().isEveryoneOnOld()).isTrue();
    fixture.waitFor(Duration.ofDays(1));
    assertThat(rollouts.step(ANNA)).isEmpty();
    assertThat(signed.statement().orElseThrow().isEveryoneOnOld()).isTrue();
  }

  private interface Act {
    RolloutState by(By by) throws IOException;
  }

  /// Every change there is, each from where the one before left things.
  private Map<String, Act> acts() {
    Map<String, Act> acts = new LinkedHashMap<>();
    acts.put("start", by -> rollouts.start(plan(), by));
    acts.put("advance", rollouts::advance);
    acts.put("halt", by -> rollouts.halt(by, "web is slow"));
    acts.put("resume", by -> rollouts.resume(by, OptionalInt.of(500)));
    acts.put("advance to all", rollouts::advance);
    acts.put("done", rollouts::advance);
    acts.put("rollback", by -> rollouts.rollback(by, "", Pull.USUAL));
    acts.put("start again", by -> rollouts.start(plan(), by));
    acts.put("abort", by -> rollouts.abort(by, "", Pull.URGENT));
    return acts;
  }

  /// A process dies after each of the writes of each change; hours later another one comes.
  @Test
  void whateverInstantItDiesAtFileAndStatementAgreeAgainAndNoStageIsShorter() throws Exception {
    int deaths = 0;
    for (Map.Entry<String, Act> act : acts().entrySet()) {
      Map<Path, byte[]> before = contents();
      List<RolloutState> seen = new ArrayList<>();
      var _ = act.getValue().by(new By("operator:anna", seen::add));
      Map<Path, byte[]> after = contents();
      RolloutState decided = seen.getFirst();
      assertThat(decided.isPublished()).isFalse();

      Map<Path, byte[]> first = new TreeMap<>(before);
      first.put(file, JsonWriter.canonical(StateJson.of(decided)));
      Map<Path, byte[]> unserved = new TreeMap<>(after);
      unserved.put(file, first.get(file));
      unserved.putAll(only(before, "timestamp.json"));
      Map<Path, byte[]> served = new TreeMap<>(after);
      served.put(file, first.get(file));
      for (Map<Path, byte[]> left : List.of(first, unserved, served)) {
        restore(left);
        assertIsMended(act.getKey(), decided);
        deaths++;
      }
      restore(after);
      assertThat(rollouts.state().orElseThrow().isPublished()).isTrue();
    }
    assertThat(deaths).isEqualTo(27);
  }

  private void assertIsMended(String act, RolloutState decided) throws IOException {
    fixture.waitFor(Duration.ofHours(5));
    assertThat(rollouts.step(ANNA)).as("%s: nothing moves on at once", act).isEmpty();
    RolloutState mended = rollouts.state().orElseThrow();
    assertThat(mended.since()).as(act).contains(now());
    assertThat(mended.phase()).as(act).isEqualTo(decided.phase());
    assertThat(mended.stage()).as(act).isEqualTo(decided.stage());
    assertThat(mended.reached()).as(act).hasSize(decided.stage());
    assertThat(signed.statement()).as(act).contains(decided.statement());
    if (mended.phase() == Phase.RUNNING) {
      assertThat(mended.reached().getLast()).as(act).isEqualTo(now());
      fixture.waitFor(Duration.ofMinutes(29));
      assertThat(rollouts.step(ANNA)).as("%s: it bakes in full", act).isEmpty();
    }
  }

  private Map<Path, byte[]> contents() throws IOException {
    Map<Path, byte[]> contents = new TreeMap<>();
    for (Path top : List.of(fixture.repository, signed.onlineKeys())) {
      try (Stream<Path> files = Files.walk(top)) {
        for (Path each : files.filter(Files::isRegularFile).toList()) {
          contents.put(each, Files.readAllBytes(each));
        }
      }
    }
    return contents;
  }

  private static Map<Path, byte[]> only(Map<Path, byte[]> files, String name) {
    Map<Path, byte[]> found = new TreeMap<>(files);
    found.keySet().removeIf(path -> !path.endsWith(name));
    return found;
  }

  private void restore(Map<Path, byte[]> wanted) throws IOException {
    for (Path path : contents().keySet()) {
      if (!wanted.containsKey(path)) {
        Files.delete(path);
      }
    }
    for (Map.Entry<Path, byte[]> each : wanted.entrySet()) {
      Files.write(each.getKey(), each.getValue());
    }
  }

  @Test
  void whatCannotBeWitnessedIsNotDone() throws IOException {
    By unheard =
        new By(
            "operator:anna",
            _ -> {
              throw new IOException("the audit log's disk is full");
            });
    assertThatThrownBy(() -> rollouts.start(plan(), unheard)).hasMessageContaining("disk is full");
    assertThat(rollouts.state()).isEmpty();
    assertThat(below()).isZero();
  }

  @Test
  void aDamagedFileIsToldByEveryCallAndChangesNothing() throws IOException {
    var _ = rollouts.start(plan(), ANNA);
    String text = Files.readString(file);
    Map<String, String> damages = new LinkedHashMap<>();
    damages.put("empty", "");
    damages.put("cut", text.substring(0, text.length() / 2));
    damages.put("other version", text.replace("\"version\": 1", "\"version\": 2"));
    damages.put("stage", text.replace("\"stage\": 1", "\"stage\": 3"));
    damages.put("phase", text.replace("running", "walking"));
    damages.put("no plan", text.replace("\"below\": 10000", "\"below\": 10"));
    damages.put("zeros", "\0".repeat(text.length()));
    for (Map.Entry<String, String> damage : damages.entrySet()) {
      assertThat(damage.getValue()).as(damage.getKey()).isNotEqualTo(text);
      Files.writeString(file, damage.getValue());
      List<Callable<Object>> calls =
          List.of(
              rollouts::state,
              () -> rollouts.picture(Verdict.NONE),
              () -> rollouts.start(plan(), ANNA),
              () -> rollouts.advance(ANNA),
              () -> rollouts.halt(ANNA, ""),
              () -> rollouts.step(ANNA),
              () -> {
                rollouts.checkIsFinished();
                return "finished";
              });
      for (Callable<Object> call : calls) {
        assertThatThrownBy(call::call)
            .as(damage.getKey())
            .hasMessageContaining("E-ROLLOUT-FILE")
            .hasMessageContaining("lockstep rollback");
      }
      assertThat(file).hasContent(damage.getValue());
    }
    assertThat(below()).isEqualTo(100);
    Files.writeString(file, text);
    assertThat(rollouts.advance(ANNA).stage()).isEqualTo(2);
  }

  @Test
  void aRollbackNeedsNoFileAndKeepsADamagedOne() throws IOException {
    var _ = rollouts.start(plan(), ANNA);
    Files.writeString(file, "{");
    assertThat(rollouts.rollback(ANNA, "", Pull.USUAL).phase()).isEqualTo(Phase.ABORTED);
    assertThat(signed.statement().orElseThrow().isEveryoneOnOld()).isTrue();
    assertThat(file.resolveSibling("rollout-plan.json.damaged")).hasContent("{");
    rollouts.checkIsFinished();
  }

  @Test
  void aStatementWithoutItsFileIsNoRolloutAndIsNotTakenForNone() throws IOException {
    var _ = rollouts.start(plan(), ANNA);
    Files.delete(file);
    assertThatThrownBy(() -> rollouts.start(plan(), ANNA))
        .hasMessageContaining("gives current to 1 %, and no file says why");
    assertThatThrownBy(rollouts::checkIsFinished).hasMessageContaining("no file says why");
    var _ = rollouts.rollback(ANNA, "", Pull.USUAL);
    assertThat(rollouts.start(plan(), ANNA).stage()).isOne();
  }

  /// An old backup of the file must not send machines back unasked.
  @Test
  void aFileThatIsNotTheStatementsIsNotFollowed() throws IOException {
    var _ = rollouts.start(plan(), ANNA);
    byte[] earlier = Files.readAllBytes(file);
    var _ = rollouts.advance(ANNA);
    Files.write(file, earlier);
    fixture.waitFor(Duration.ofHours(1));
    for (Callable<Object> call :
        List.<Callable<Object>>of(
            () -> rollouts.step(ANNA),
            () -> rollouts.advance(ANNA),
            () -> rollouts.halt(ANNA, ""))) {
      assertThatThrownBy(call::call).hasMessageContaining("is not what the rollout's file says");
    }
    assertThat(below()).isEqualTo(1000);
    var _ = rollouts.rollback(ANNA, "", Pull.USUAL);
    assertThat(signed.statement().orElseThrow().isEveryoneOnOld()).isTrue();
  }

  @Test
  void ofManyThatStepAtOnceOneDoes() throws Exception {
    var _ = rollouts.start(plan(), ANNA);
    fixture.waitFor(Duration.ofMinutes(30));
    List<Callable<Optional<RolloutState>>> steps = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      steps.add(() -> rollouts.step(ANNA));
    }
    List<RolloutState> moved = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Optional<RolloutState>> step : threads.invokeAll(steps)) {
        step.get().ifPresent(moved::add);
      }
    }
    assertThat(moved).hasSize(1);
    assertThat(below()).isEqualTo(1000);
  }

  @Test
  void aVerdictCountsOnlyForTheStageItWasOf() throws IOException {
    RolloutState first = rollouts.start(plan(), ANNA);
    var _ = rollouts.advance(ANNA);
    assertThat(rollouts.step(first, Samples.verdict(0, 10), new CheckAnswer.Unasked(), ANNA))
        .isEmpty();
    RolloutState second = rollouts.state().orElseThrow();
    assertThat(
            rollouts
                .step(second, Samples.verdict(0, 10), new CheckAnswer.Unasked(), ANNA)
                .orElseThrow()
                .phase())
        .isEqualTo(Phase.HALTED);
  }

  @Test
  void aStatementNearItsEndIsRenewedInEveryPhaseAndSaysTheSame() throws Exception {
    int renewed = 0;
    for (Map.Entry<String, Act> act : acts().entrySet()) {
      var _ = act.getValue().by(ANNA);
      RolloutStatement statement = signed.statement().orElseThrow();
      Instant expires = signed.statementExpires().orElseThrow();
      fixture.waitFor(Duration.ofDays(4));
      assertThat(signed.renew()).as(act.getKey()).contains("rollout.json");
      assertThat(signed.statement()).contains(statement);
      assertThat(signed.statementExpires().orElseThrow()).isAfter(expires);
      assertThat(statement.pace() == Pace.HALTED).isEqualTo(act.getKey().equals("halt"));
      renewed++;
    }
    assertThat(renewed).isEqualTo(9);
  }
}
