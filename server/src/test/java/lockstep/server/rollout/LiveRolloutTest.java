package lockstep.server.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import lockstep.images.ContentHash;
import lockstep.proto.CheckInMsg;
import lockstep.proto.MachineMsg;
import lockstep.proto.OutcomeMsg;
import lockstep.proto.ReportMsg;
import lockstep.proto.RolloutSummaryMsg;
import lockstep.server.RepositoryFixture;
import lockstep.server.audit.Actor;
import lockstep.server.audit.AuditLog;
import lockstep.server.fleet.DatabaseFleetStore;
import lockstep.server.fleet.Fleet;
import lockstep.server.fleet.HistoryLimits;
import lockstep.server.fleet.IdentityState;
import lockstep.server.fleet.MachineId;
import lockstep.server.fleet.MachineKey;
import lockstep.server.signing.Audience;
import lockstep.server.signing.SignedRepository;
import lockstep.server.store.Database;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The rollout of a server with a real fleet, a real audit log and a real repository; time is set by hand.
class LiveRolloutTest {
  private static final Actor ANNA = Actor.operator("anna", InetAddress.getLoopbackAddress());

  @TempDir Path directory;
  private RepositoryFixture fixture;
  private Database database;
  private Fleet fleet;
  private Path data;
  private Instant steady = Instant.EPOCH;
  private LiveRollout live;
  private String current = "";
  private String old = "";

  @BeforeEach
  void stageTheSecondRelease() throws Exception {
    fixture = new RepositoryFixture(Files.createDirectory(directory.resolve("fixture")));
    old = fixture.build("one");
    fixture.publish("one");
    fixture.random("etc/new", 1000, 2);
    current = fixture.build("two");
    fixture.publish("two", Audience.NOBODY);
    data = Files.createDirectory(directory.resolve("data"));
    database = Database.open(data);
    fleet = new Fleet(new DatabaseFleetStore(database, HistoryLimits.DEFAULT.lines()));
    live = server();
  }

  private LiveRollout server() throws IOException {
    return new LiveRollout(
        new Rollouts(fixture.signed(), fixture.clock()),
        fleet,
        AuditLog.open(data, fixture.clock()),
        fixture.clock(),
        () -> steady);
  }

  @AfterEach
  void close() throws IOException {
    database.close();
  }

  private void pass(Duration time) {
    fixture.waitFor(time);
    steady = steady.plus(time);
  }

  private RolloutPlan plan(Optional<SuccessCheck> check) {
    return new RolloutPlan(
        Samples.stages(List.of("canary"), 0, 1000, 10_000),
        "",
        200,
        fixture.clock().instant(),
        List.of(),
        RolloutPlan.Mode.BY_ITSELF,
        check);
  }

  private long counter;

  /// A canary that polls every ten minutes.
  private MachineMsg report(String name, OutcomeMsg outcome, String image) throws IOException {
    Instant now = fixture.clock().instant();
    MachineId id = MachineId.parse(name).orElseThrow();
    MachineKey key = new MachineKey(id, ContentHash.of(name.getBytes(StandardCharsets.UTF_8)));
    var _ = fleet.enrol(key, List.of("canary"), now.plus(Duration.ofDays(90)), false, now);
    counter++;
    var _ =
        fleet.recordCheckIn(
            key,
            CheckInMsg.newBuilder()
                .setMachine(name)
                .setCounter(counter)
                .setReport(
                    ReportMsg.newBuilder()
                        .setOutcome(outcome)
                        .setImage(image)
                        .setNextPollSeconds(600))
                .build(),
            now);
    return fleet.machine(id).orElseThrow();
  }

  private List<String> audited() throws IOException {
    List<String> acts = new ArrayList<>();
    for (String line : Files.readAllLines(data.resolve("audit.jsonl"))) {
      acts.add(line.replaceAll(".*\"act\":\"([^\"]*)\".*\"who\":\"([^\"]*)\".*", "$2 $1"));
    }
    return acts;
  }

  private RolloutState started(Optional<SuccessCheck> check) throws IOException {
    return live.start(plan(check), ANNA).state().orElseThrow();
  }

  @Test
  void itGoesOnWhenMachinesTookItAndAllOfItIsInTheAuditLog() throws IOException {
    report("web-1", OutcomeMsg.UNCHANGED, old);
    var _ = started(Optional.empty());
    pass(Duration.ofMinutes(10));
    report("web-1", OutcomeMsg.CONVERGED, current);
    assertThat(live.turn()).isEmpty();
    pass(Duration.ofMinutes(20));
    assertThat(live.turn().orElseThrow().stage()).isEqualTo(2);
    RolloutSummaryMsg summary = live.summary();
    assertThat(summary.getLine())
        .isEqualTo("release 2: running, stage 2 of 3 (canary, 10 %): 1 of 1 machines took it");
    assertThat(summary.getStage()).isEqualTo(2);
    assertThat(audited()).containsExactly("operator:anna rollout.start", "server rollout.advance");
  }

  @Test
  void itHaltsByItselfForASilentMachineAndForAFailedOne() throws IOException {
    report("web-1", OutcomeMsg.UNCHANGED, old);
    var _ = started(Optional.empty());
    pass(Duration.ofMinutes(30));
    assertThat(live.turn()).isEmpty();
    pass(Duration.ofSeconds(1));
    RolloutState halted = live.turn().orElseThrow();
    assertThat(halted.phase()).isEqualTo(Phase.HALTED);
    assertThat(halted.why()).contains("1 silent of 1 machine,");
    assertThat(halted.hurt()).extracting(Hurt::machine).containsExactly("web-1");

    var _ = live.resume(ANNA, OptionalInt.empty());
    report("web-1", OutcomeMsg.UNCHANGED, old);
    pass(Duration.ofMinutes(1));
    report("web-2", OutcomeMsg.FAILED, "");
    assertThat(live.turn().orElseThrow().why()).contains("1 failed of 2 machines");
  }

  /// It cannot report any more, whatever it does.
  @Test
  void aMachineWhoseCertificateRunsOutInARolloutHaltsItAsSilentAndIsShownAsExpired()
      throws IOException {
    report("web-1", OutcomeMsg.UNCHANGED, old);
    MachineKey key =
        new MachineKey(
            new MachineId("web-1"), ContentHash.of("web-1".getBytes(StandardCharsets.UTF_8)));
    Instant end = fixture.clock().instant().plus(Duration.ofMinutes(5));
    assertThat(fleet.prolong(key, end)).isTrue();
    var _ = started(Optional.empty());
    pass(Duration.ofMinutes(31));

    RolloutState halted = live.turn().orElseThrow();

    assertThat(halted.phase()).isEqualTo(Phase.HALTED);
    assertThat(halted.why()).contains("1 silent of 1 machine,");
    assertThat(halted.hurt()).extracting(Hurt::machine).containsExactly("web-1");
    MachineMsg machine = fleet.machine(key.id()).orElseThrow();
    assertThat(IdentityState.of(machine.getIdentity(), fixture.clock().instant()))
        .isEqualTo(IdentityState.EXPIRED);

    var _ = live.resume(ANNA, OptionalInt.empty());
    report("web-1", OutcomeMsg.CONVERGED, current); // enrolled anew
    assertThat(live.turn()).isEmpty();
    pass(Duration.ofMinutes(30));
    assertThat(live.turn().orElseThrow().stage()).isEqualTo(2);
  }

  @Test
  void aHaltThatCannotBeRecordedIsMadeAndTold() throws IOException {
    report("web-1", OutcomeMsg.UNCHANGED, old);
    var _ = started(Optional.empty());
    pass(Duration.ofMinutes(1));
    report("web-1", OutcomeMsg.FAILED, "");
    Files.writeString(data.resolve("audit.head"), "damaged");

    assertThatThrownBy(live::turn).hasMessageContaining("it halted, and the audit log does not");

    assertThat(live.picture().state().orElseThrow().phase()).isEqualTo(Phase.HALTED);
    assertThat(live.turn()).isEmpty();
    assertThatThrownBy(() -> live.resume(ANNA, OptionalInt.empty()))
        .hasMessageContaining("E-AUDIT");
    assertThat(live.picture().state().orElseThrow().phase()).isEqualTo(Phase.HALTED);
  }

  @Test
  void aClockThatIsSetForwardShortensNoStageAndSilencesNobody() throws IOException {
    report("web-1", OutcomeMsg.UNCHANGED, old);
    var _ = started(Optional.empty());
    pass(Duration.ofMinutes(1));
    report("web-1", OutcomeMsg.CONVERGED, current);
    fixture.waitFor(Duration.ofDays(2)); // the clock, not time
    RolloutState after = live.turn().orElseThrow();
    assertThat(after.stage()).isOne();
    assertThat(after.phase()).isEqualTo(Phase.RUNNING);
    assertThat(after.reached()).containsExactly(fixture.clock().instant());
    assertThat(after.history().getLast().act()).isEqualTo("rebake");
    pass(Duration.ofMinutes(5));
    report("web-1", OutcomeMsg.UNCHANGED, current);
    pass(Duration.ofMinutes(24));
    assertThat(live.turn()).isEmpty();
    pass(Duration.ofMinutes(1));
    assertThat(live.turn().orElseThrow().stage()).isEqualTo(2);
  }

  @Test
  void aClockThatIsSetBackStopsNothingForGood() throws IOException {
    var _ = started(Optional.empty());
    fixture.waitFor(Duration.ofDays(-1));
    assertThat(live.turn().orElseThrow().history().getLast().act()).isEqualTo("rebake");
    pass(Duration.ofMinutes(30));
    assertThatThrownBy(live::turn).as("nothing can be signed").hasMessageContaining("E-CLOCK");
    fixture.waitFor(Duration.ofDays(1)); // somebody set it right
    assertThat(live.turn()).isEmpty();
    RolloutState after = live.picture().state().orElseThrow();
    assertThat(after.stage()).isEqualTo(2);
    assertThat(after.reached().getLast()).isEqualTo(fixture.clock().instant());
  }

  @Test
  void inAnUrgentRollbackMachinesThatAreNotOnOldAreToldToHurry() throws IOException {
    MachineMsg ahead = report("web-1", OutcomeMsg.CONVERGED, current);
    MachineMsg back = report("web-2", OutcomeMsg.UNCHANGED, old);
    var _ = started(Optional.empty());
    assertThat(live.pollAfterSeconds(ahead)).isZero();
    var _ = live.rollback(ANNA, "sessions are lost", Pull.USUAL);
    assertThat(live.pollAfterSeconds(ahead)).isZero();
    var _ = live.rollback(ANNA, "sessions are lost", Pull.URGENT);
    assertThat(live.pollAfterSeconds(ahead)).isEqualTo(30);
    assertThat(live.pollAfterSeconds(back)).isZero();
    LiveRollout restarted = server();
    assertThat(restarted.turn()).isEmpty();
    assertThat(restarted.pollAfterSeconds(ahead)).as("a restart forgets nothing").isEqualTo(30);
  }

  @Test
  void whatIsDoneAtTheRepositoryIsSeenAtTheNextTurn() throws IOException {
    var _ = started(Optional.empty());
    SignedRepository beside = fixture.signed();
    var _ = new Rollouts(beside, fixture.clock()).halt(By.unwitnessed("local:root"), "web is slow");
    assertThat(live.turn()).isEmpty();
    assertThat(live.picture().state().orElseThrow().why()).isEqualTo("web is slow");
  }

  private static SuccessCheck command(String text) {
    return new SuccessCheck(SuccessCheck.Kind.COMMAND, text, Duration.ofSeconds(30));
  }

  /// Turns until the check was heard.
  private RolloutState turned() throws Exception {
    long latest = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < latest) {
      Optional<RolloutState> moved = live.turn();
      if (moved.isPresent()) {
        return moved.get();
      }
      Thread.onSpinWait();
    }
    throw new AssertionError(live.picture());
  }

  @Test
  void aStageIsLeftOnlyWhenItsCheckSaysSo() throws Exception {
    Path go = directory.resolve("go");
    Path seen = directory.resolve("seen");
    String script =
        "cat >%s; test -e %s || { echo not enough traffic; exit 75; }".formatted(seen, go);
    var _ = started(Optional.of(command(script)));
    assertThat(live.turn()).isEmpty();
    assertThat(seen).as("it is not asked before the stage has baked").doesNotExist();
    pass(Duration.ofMinutes(30));
    long latest = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    String waits = "";
    while (!waits.contains("not enough traffic") && System.nanoTime() < latest) {
      assertThat(live.turn()).isEmpty();
      waits = live.picture().waits().orElseThrow().forWhat();
    }
    assertThat(waits).isEqualTo("the success check: not yet: not enough traffic");
    assertThat(Files.readString(seen)).contains("\"stage\":1");
    Files.createFile(go);
    pass(Duration.ofMinutes(1));
    assertThat(turned().stage()).isEqualTo(2);
  }

  @Test
  void aCheckThatSaysNoHalts() throws Exception {
    var _ = started(Optional.of(command("echo error rate 4 %; exit 3")));
    pass(Duration.ofMinutes(30));
    RolloutState halted = turned();
    assertThat(halted.phase()).isEqualTo(Phase.HALTED);
    assertThat(halted.why())
        .isEqualTo("the success check after stage 1 says no: exit code 3: error rate 4 %");
  }

  @Test
  void aCheckThatNeverEndsIsEndedAndAskedAgain() throws Exception {
    SuccessCheck endless =
        new SuccessCheck(SuccessCheck.Kind.COMMAND, "sleep 1000", Duration.ofMillis(200));
    assertThat(CheckRun.ask(endless, "{}")).isInstanceOf(CheckAnswer.Later.class);
  }

  @Test
  void aWebhookGetsTheRolloutAndItsStatusDecides() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    CompletableFuture<String> asked = new CompletableFuture<>();
    for (int status : new int[] {200, 204, 302, 409, 503}) {
      server.createContext(
          "/" + status,
          exchange -> {
            asked.complete(
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
          });
    }
    server.start();
    String base = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    try {
      assertThat(hook(base + 200)).isInstanceOf(CheckAnswer.Passed.class);
      assertThat(asked.get()).isEqualTo("{\"release\":2}");
      assertThat(hook(base + 204)).isInstanceOf(CheckAnswer.Passed.class);
      assertThat(hook(base + 302)).isEqualTo(new CheckAnswer.Failed("it answers 302"));
      assertThat(hook(base + 409)).isEqualTo(new CheckAnswer.Failed("it answers 409"));
      assertThat(hook(base + 503)).isEqualTo(new CheckAnswer.Later("not yet"));
    } finally {
      server.stop(0);
    }
    assertThat(hook(base + 200)).isInstanceOf(CheckAnswer.Later.class);
  }

  private static CheckAnswer hook(String url) throws InterruptedException {
    return CheckRun.ask(
        new SuccessCheck(SuccessCheck.Kind.WEBHOOK, url, Duration.ofSeconds(20)),
        "{\"release\":2}");
  }
}
