package lockstep.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import lockstep.images.ImageId;
import lockstep.images.identity.JoinToken;
import lockstep.images.json.Json;
import lockstep.images.json.JsonReader;
import lockstep.images.release.Release;
import lockstep.images.release.RolloutStatement;
import lockstep.proto.AssignmentMsg;
import lockstep.proto.CheckInMsg;
import lockstep.proto.DriftMsg;
import lockstep.proto.OutcomeMsg;
import lockstep.proto.ProblemMsg;
import lockstep.proto.ReportMsg;
import lockstep.server.identity.EnrolledMachine;
import lockstep.server.operator.OperatorRole;
import lockstep.server.signing.SignedRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An on-call engineer's commands about one machine, against a real server with a published release.
class FleetOrderTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final Instant today = Instant.ofEpochSecond(Instant.now().getEpochSecond());

  @TempDir Path directory;
  private CommandFixture fixture;
  private Server server;
  private Path onCall;
  private Release release;
  private EnrolledMachine web;

  @BeforeEach
  void serve() throws Exception {
    fixture = new CommandFixture(directory);
    fixture.setTime(today);
    fixture.publish(1, "blue");
    release = fixture.publish(2, "green", "blue");
    server = fixture.serve(new ServerTls.Issued(List.of()));
    onCall = fixture.operator(OperatorRole.ON_CALL);
    assertThat(run("token", "new", "--group", "canary")).as(fixture.err()).isZero();
    web = EnrolledMachine.enrol(server.uri(), JoinToken.parse(fixture.out().strip()), "web-17");
  }

  @AfterEach
  void close() throws IOException {
    web.close();
    server.close();
  }

  private int run(String... arguments) {
    return runAs(onCall, arguments);
  }

  private int runAs(Path token, String... arguments) {
    List<String> all = new ArrayList<>(List.of("fleet"));
    all.addAll(List.of(arguments));
    return lockstep(token, all);
  }

  private int lockstep(Path token, List<String> arguments) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("--server", server.uri().toString(), "--token-file", token.toString()));
    fixture.out.reset();
    fixture.err.reset();
    return ServerMain.execute(fixture.surroundings(), all.toArray(String[]::new));
  }

  private Json.Object json() throws IOException {
    return JsonReader.readObject(fixture.out().strip().getBytes(StandardCharsets.UTF_8));
  }

  private void state(RolloutStatement statement) throws IOException {
    SignedRepository.open(
            fixture.repository,
            SignedRepository.onlineKeysBeside(fixture.repository),
            fixture.clock())
        .rollout(statement);
  }

  private RolloutStatement stage(int below, RolloutStatement.Pace pace, String... groups) {
    RolloutStatement all = RolloutStatement.everyoneOnCurrent(release);
    return new RolloutStatement(
        all.release(), all.current(), all.old(), below, List.of(groups), "salt", pace);
  }

  private AssignmentMsg assigned(ReportMsg.Builder report) throws Exception {
    CheckInMsg message = web.next(CheckInMsg.newBuilder().setReport(report).build());
    return AssignmentMsg.parseFrom(web.post("/v1/check-in", message.toByteArray()).body());
  }

  private static ReportMsg.Builder on(ImageId image, String label) {
    return ReportMsg.newBuilder()
        .setOutcome(OutcomeMsg.UNCHANGED)
        .setImage(image.toString())
        .setWantedImage(image.toString())
        .setLabel(label);
  }

  private ImageId old() {
    return release.old().orElseThrow().id();
  }

  @Test
  void whatAMachineSaidIsShownWithItsPathWhereItHasOne() throws Exception {
    var _ =
        assigned(
            on(old(), "blue")
                .addProblems(ProblemMsg.newBuilder().setCode("E-WINDOW").setMessage("it is shut"))
                .addProblems(
                    ProblemMsg.newBuilder()
                        .setCode("E-FIGHT")
                        .setPath("etc/motd")
                        .setMessage("it is written")));
    assertThat(run("why", "web-17")).isZero();
    assertThat(fixture.out())
        .contains("said           E-WINDOW: it is shut")
        .contains("said           E-FIGHT etc/motd: it is written");
  }

  @Test
  void aForceReachesTheMachineAndNamesASignedImage() throws Exception {
    assertThat(assigned(on(release.current().id(), "green")).hasOrder()).isFalse();

    assertThat(run("force", "web-17", "--image", "old", "--reason", "checkout fails")).isZero();
    assertThat(fixture.out())
        .contains("web-17 is forced to " + old().abbreviated())
        .contains("checkout fails");

    AssignmentMsg assignment = assigned(on(release.current().id(), "green"));
    assertThat(assignment.getOrder().getImage()).isEqualTo(old().toString());
    assertThat(assignment.getOrder().getForce()).isTrue();
    assertThat(assignment.getOrder().getRelease()).isEqualTo(2);
    assertThat(assignment.getOrder().getBy()).isEqualTo("oon-call");

    assertThat(run("why", "web-17")).isZero();
    assertThat(fixture.out())
        .contains("should be      old, blue (" + old().abbreviated())
        .contains("because        it was ordered to")
        .contains("the machine has not acted on it yet");
    assigned(on(old(), "blue").setOrder(assignment.getOrder().getNumber()));
    assertThat(run("why", "web-17")).isZero();
    assertThat(fixture.out()).contains("the machine obeys").contains("measured       it is blue");

    assertThat(run("unpin", "web-17")).isZero();
    assertThat(fixture.out()).contains("web-17 goes by the rollout again");
    assertThat(assigned(on(old(), "blue")).hasOrder()).isFalse();
    assertThat(run("unpin", "web-17")).as("again").isZero();
    assertThat(fixture.out()).contains("web-17 has no order, so there was nothing to take back");
    assertThat(run("unpin", "web-17", "--json")).isZero();
    assertThat(json().text("outcome")).isEqualTo("unchanged");
  }

  @Test
  void withoutAnImageAForceTakesWhatTheRolloutGives() throws Exception {
    assertThat(run("force", "web-17", "--json")).isZero();
    assertThat(json().object("order").text("image")).isEqualTo(release.current().id().toString());

    state(stage(0, RolloutStatement.Pace.RUNNING));
    assertThat(run("force", "web-17", "--json")).isZero();
    assertThat(json().object("order").text("image")).isEqualTo(old().toString());

    state(stage(0, RolloutStatement.Pace.RUNNING, "canary"));
    assertThat(run("force", "web-17", "--json")).isZero();
    assertThat(json().object("order").text("image")).isEqualTo(release.current().id().toString());

    state(stage(0, RolloutStatement.Pace.HALTED));
    assertThat(run("force", "web-17")).isEqualTo(1);
    assertThat(fixture.err()).contains("the rollout is halted").contains("say current or old");
    assertThat(run("force", "web-17", "--image", "old")).isZero();
  }

  @Test
  void theImageIsNamedAsPeopleNameImages() throws Exception {
    for (String name : List.of("old", "blue", old().toString(), old().abbreviated())) {
      assertThat(run("force", "web-17", "--image", name, "--json")).as(name).isZero();
      assertThat(json().object("order").text("image")).as(name).isEqualTo(old().toString());
    }
  }

  @Test
  void aPinHasAnOwnerAReasonAndAnEnd() throws Exception {
    assertThat(
            run(
                "pin",
                "web-17",
                "--image",
                "old",
                "--for",
                "7d",
                "--owner",
                "ana",
                "--reason",
                "benchmark"))
        .isZero();
    assertThat(fixture.out())
        .contains("pinned to " + old().abbreviated())
        .contains("until " + today.plus(Duration.ofDays(7)))
        .contains("owner ana")
        .contains("benchmark");
    assertThat(assigned(on(old(), "blue")).getOrder().getForce()).isFalse();
    assertThat(run("show", "web-17")).isZero();
    assertThat(fixture.out()).contains("order          pinned to");

    fixture.setTime(today.plus(Duration.ofDays(7)));
    assertThat(assigned(on(old(), "blue")).hasOrder()).isFalse();
    assertThat(run("why", "web-17")).isZero();
    assertThat(fixture.out()).contains("it is over").contains("should be      current, green");
  }

  @Test
  void whoeverPinsToAHaltedImageIsToldThatItWaits() throws Exception {
    String[] pin = {"pin", "web-17", "--image", "current", "--for", "7d", "--reason", "x"};
    state(stage(150, RolloutStatement.Pace.RUNNING));
    assertThat(run(pin)).isZero();
    assertThat(fixture.out()).doesNotContain("halted");
    state(stage(150, RolloutStatement.Pace.HALTED));
    assertThat(run(pin)).isZero();
    assertThat(fixture.out()).contains("the rollout is halted").contains("fleet force");
  }

  @Test
  void whatIsNoOrderIsRefusedAndChangesNothing() throws Exception {
    assertThat(run("force", "web-17", "--image", "")).isEqualTo(2);
    assertThat(fixture.err()).contains("--image", "it is empty");
    assertThat(run("force", "web-17", "--image", "newest")).isEqualTo(1);
    assertThat(fixture.err())
        .contains("'newest' does not name one published image", "choose one of: green", "blue");
    assertThat(run("pin", "web-17", "--image", "old", "--for", "7d", "--reason", " ")).isEqualTo(1);
    assertThat(fixture.err()).contains("a pin needs a reason");
    assertThat(run("pin", "web-17", "--image", "old", "--for", "400d", "--reason", "x"))
        .isEqualTo(1);
    assertThat(fixture.err()).contains("365 days");
    assertThat(run("pin", "web-17", "--image", "old", "--reason", "x")).isEqualTo(2);
    assertThat(run("force", "web-18")).isEqualTo(1);
    assertThat(fixture.err()).contains("has never enrolled");
    assertThat(run("force", "web-17", "--reason", "x".repeat(257))).isEqualTo(1);

    Path viewer = fixture.operator(OperatorRole.VIEWER);
    assertThat(runAs(viewer, "force", "web-17")).isEqualTo(1);
    assertThat(runAs(viewer, "unpin", "web-17")).isEqualTo(1);
    assertThat(runAs(viewer, "why", "web-17")).isZero();

    assertThat(assigned(on(old(), "blue")).hasOrder()).isFalse();
  }

  @Test
  void whyNamesStageAndGroup() throws Exception {
    state(stage(0, RolloutStatement.Pace.RUNNING));
    assertThat(run("why", "web-17")).isZero();
    assertThat(fixture.out())
        .contains("no stage has begun, or current was taken back: everyone takes old")
        .contains("release 2, 0 % of the fleet takes current")
        .contains("should be      old, blue");
    RolloutStatement begun = stage(1, RolloutStatement.Pace.RUNNING);
    state(begun);
    assertThat(run("why", "web-17")).isZero();
    assertThat(fixture.out())
        .contains("its bucket %d is not below 1".formatted(begun.bucket("web-17")));
    state(stage(0, RolloutStatement.Pace.RUNNING, "lab", "desk"));
    assertThat(run("why", "web-17")).isZero();
    assertThat(fixture.out())
        .contains("the stage reaches only the groups lab, desk, and it is in none of them")
        .contains("0 % of the fleet takes current, and so do the groups lab, desk")
        .doesNotContain("no stage has begun");
    state(stage(150, RolloutStatement.Pace.RUNNING, "canary"));
    assertThat(run("why", "web-17")).isZero();
    assertThat(fixture.out())
        .contains("its group canary takes current")
        .contains("release 2, 1.5 % of the fleet");
    state(stage(10_000, RolloutStatement.Pace.HALTED));
    assertThat(run("why", "web-17", "--json")).isZero();
    assertThat(json().text("takes")).isEqualTo("hold");
    assertThat(json().text("because")).isEqualTo("the rollout is halted");
  }

  @Test
  void aRolloutToAGroupInWhichNobodyIsBeginsAndWarns() throws Exception {
    Path engineer = fixture.operator(OperatorRole.RELEASE);
    state(stage(0, RolloutStatement.Pace.RUNNING));
    assertThat(lockstep(engineer, List.of("rollout", "start", "--groups", "canary,canry")))
        .as(fixture.err())
        .isZero();
    assertThat(fixture.out()).contains("running, stage 1 of 5 (canary, canry)");
    assertThat(fixture.err())
        .contains("W-GROUP canry: no machine that the server knows is in this group")
        .doesNotContain("W-GROUP canary");
    assertThat(lockstep(engineer, List.of("rollout", "abort"))).isZero();
    assertThat(
            lockstep(engineer, List.of("rollout", "start", "--groups", "canary,canry", "--json")))
        .isZero();
    assertThat(json().texts("emptyGroups")).containsExactly("canry");
    assertThat(json().array("problems").toString()).contains("W-GROUP");
    assertThat(lockstep(engineer, List.of("rollout", "show"))).isZero();
    assertThat(fixture.err()).as("it was said once").isEmpty();
  }

  private static String heard(CompletableFuture<HttpResponse<String>> call) throws Exception {
    HttpResponse<String> answer = call.get(SOON.toSeconds(), TimeUnit.SECONDS);
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body().strip();
  }

  @Test
  void aMachineThatListensHearsOfAnOrderAndOfItsEndAtOnce() throws Exception {
    long word = assigned(on(release.current().id(), "green")).getWord();
    CompletableFuture<HttpResponse<String>> listening = web.listen(word);
    assertThat(run("force", "web-17", "--image", "old")).isZero();
    assertThat(heard(listening)).isEqualTo("news");
    assertThat(heard(web.listen(word))).as("it was said meanwhile").isEqualTo("news");

    long forced = assigned(on(old(), "blue")).getWord();
    assertThat(forced).isNotEqualTo(word);
    listening = web.listen(forced);
    assertThat(run("unpin", "web-17")).isZero();
    assertThat(heard(listening)).isEqualTo("news");
  }

  @Test
  void aMachineListensInOneCallAndIsLetGoWhenTheServerStops() throws Exception {
    long word = assigned(on(release.current().id(), "green")).getWord();
    CompletableFuture<HttpResponse<String>> first = web.listen(word);
    CompletableFuture<HttpResponse<String>> second = web.listen(word);
    CompletableFuture<Object> one = CompletableFuture.anyOf(first, second);
    one.get(SOON.toSeconds(), TimeUnit.SECONDS);
    CompletableFuture<HttpResponse<String>> other = first.isDone() ? second : first;
    assertThat(heard(first.isDone() ? first : second)).isEmpty();
    assertThat(other).isNotDone();
    server.close();
    assertThat(heard(other)).isEmpty();
  }

  @Test
  void whoAsksWhetherTheServerKnowsTheMachineTakesNoPlaceOfTheDaemons() throws Exception {
    long word = assigned(on(release.current().id(), "green")).getWord();
    CompletableFuture<HttpResponse<String>> listening = web.listen(word);
    assertThat(heard(web.listen(0))).isEqualTo("news");
    assertThat(heard(web.listen(0))).isEqualTo("news");
    assertThat(run("force", "web-17", "--image", "old")).isZero();
    assertThat(heard(listening)).isEqualTo("news");
  }

  @Test
  void whoIsRevokedIsToldNothing() throws Exception {
    long word = assigned(on(release.current().id(), "green")).getWord();
    assertThat(run("revoke", "web-17", "--reason", "stolen")).isZero();
    assertThat(web.listen(word).get(SOON.toSeconds(), TimeUnit.SECONDS).statusCode())
        .isEqualTo(403);
  }

  @Test
  void driftIsShownByMachineAndForAll() throws Exception {
    assertThat(run("diff", "web-17")).isZero();
    assertThat(run("drift")).isZero();
    assigned(ReportMsg.newBuilder().setOutcome(OutcomeMsg.UNDONE).setDifferences(12));
    assertThat(run("diff", "web-17")).isEqualTo(3);
    assertThat(fixture.out()).contains("12 differences to the image").doesNotContain("more");
    assigned(
        ReportMsg.newBuilder()
            .setOutcome(OutcomeMsg.FAILED)
            .setWantedImage(old().toString())
            .setDifferences(12)
            .addDrift(
                DriftMsg.newBuilder()
                    .setPath("/etc/ssh/sshd_config")
                    .setKind("change")
                    .setReason("content")
                    .setFound(ByteString.copyFrom(new byte[32]))));
    assertThat(run("diff", "web-17")).isEqualTo(3);
    assertThat(fixture.out())
        .contains("/etc/ssh/sshd_config  change  000000000000  content")
        .contains("and 11 more");
    assertThat(run("drift")).isEqualTo(3);
    assertThat(fixture.out()).contains("1 machine differs").contains("web-17");
    assertThat(run("drift", "--json")).isEqualTo(3);
    assertThat(((Json.Object) json().array("shared").getFirst()).whole("machines")).isOne();
    assertThat(run("ls", "--trouble")).isZero();
    assertThat(fixture.out()).contains("web-17");
    assertThat(run("ls", "--state", "right")).isZero();
    assertThat(fixture.err()).contains("none of 1 machine is so");
    assertThat(run("list", "--state", "well")).isEqualTo(2);
    assertThat(fixture.err()).contains("is no state").contains("flapping");
  }
}
