package lockstep.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import lockstep.images.identity.JoinToken;
import lockstep.images.identity.TlsTrust;
import lockstep.images.json.Json;
import lockstep.images.json.JsonReader;
import lockstep.proto.CheckInMsg;
import lockstep.proto.OutcomeMsg;
import lockstep.proto.ProblemMsg;
import lockstep.proto.ReportMsg;
import lockstep.proto.TriggerResultMsg;
import lockstep.server.identity.EnrolledMachine;
import lockstep.server.operator.OperatorRole;
import lockstep.server.operator.OperatorToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands of `lockstep fleet` against a real server over TLS, so its time is today.
class FleetCommandTest {
  private static final CheckInMsg TROUBLED =
      CheckInMsg.newBuilder()
          .setHostname("web-17.example\033[2J")
          .setAgentVersion("0.1.0")
          .setReport(
              ReportMsg.newBuilder()
                  .setOutcome(OutcomeMsg.FAILED)
                  .setImage("0123456789abcdef0123456789abcdef")
                  .setLabel("bookworm")
                  .setDifferences(1234)
                  .setBytesFetched(10_500_000)
                  .addTriggers(
                      TriggerResultMsg.newBuilder()
                          .setName("ldconfig")
                          .setOutcome("done")
                          .setMillis(12))
                  .addProblems(
                      ProblemMsg.newBuilder()
                          .setCode("E-DISK")
                          .setPath("/usr")
                          .setMessage("the disk is full")
                          .setNext("free 2 GB")))
          .build();

  private final Instant today = Instant.ofEpochSecond(Instant.now().getEpochSecond());

  @TempDir Path directory;
  private CommandFixture fixture;
  private Server server;
  private Path onCall;

  @BeforeEach
  void serve() throws IOException {
    fixture = new CommandFixture(directory);
    fixture.setTime(today);
    server = fixture.serve(new ServerTls.Issued(List.of()));
    onCall = fixture.operator(OperatorRole.ON_CALL);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private int fleet(String... arguments) {
    return fleetAs(onCall, arguments);
  }

  private int fleetAs(Path token, String... arguments) {
    List<String> all = new ArrayList<>(List.of("fleet"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--server", server.uri().toString(), "--token-file", token.toString()));
    fixture.out.reset();
    return ServerMain.execute(fixture.surroundings(), all.toArray(String[]::new));
  }

  private Json.Object json() throws IOException {
    return JsonReader.readObject(fixture.out().strip().getBytes(StandardCharsets.UTF_8));
  }

  private JoinToken token(String... options) {
    List<String> all = new ArrayList<>(List.of("token", "new"));
    all.addAll(List.of(options));
    assertThat(fleet(all.toArray(String[]::new))).as(fixture.err()).isZero();
    return JoinToken.parse(fixture.out().strip());
  }

  private EnrolledMachine enrol(String name) throws Exception {
    return EnrolledMachine.enrol(server.uri(), token(), name);
  }

  /// Two machines that checked in 90 s ago.
  private void twoMachines() throws Exception {
    try (EnrolledMachine web = enrol("web-17");
        EnrolledMachine db = enrol("db-1")) {
      assertThat(web.checkIn(TROUBLED)).isEqualTo(200);
      assertThat(db.checkIn()).isEqualTo(200);
    }
    fixture.setTime(today.plus(Duration.ofSeconds(90)));
  }

  @Test
  void machinesAreListedInAnAlignedTable() throws Exception {
    twoMachines();
    assertThat(fleet("ls")).isZero();
    assertThat(fixture.out().lines())
        .containsExactly(
            "MACHINE  HOST                   STATE    IMAGE                    DIFFERENCES       LAST SEEN  AGENT  IDENTITY",
            "db-1     -                      differs  -                                  0  1 min 30 s ago  -      good",
            "web-17   web-17.example\\x1b[2J  failed   bookworm (0123456789ab)        1,234  1 min 30 s ago  0.1.0  good");
  }

  @Test
  void theWholeFleetIsShownInOneScreenWithWhatEnds() throws Exception {
    twoMachines();
    assertThat(fleet("status")).isZero();
    assertThat(fixture.out())
        .contains("2 machines")
        .containsPattern("failed +1")
        .containsPattern("0123456789ab +1")
        .containsPattern("good +2")
        .containsPattern("timestamp +.* fine");
    fixture.setTime(today.plus(Duration.ofDays(330)));
    assertThat(fleet("status")).isZero();
    assertThat(fixture.out())
        .containsPattern("root +.* RENEW NOW")
        .containsPattern("targets +.* over +RENEW NOW");
    assertThat(fleet("status", "--json")).isZero();
    assertThat(json().object("outcomes").whole("failed")).isOne();
    assertThat(json().array("expiries")).hasSize(4);
  }

  @Test
  void prometheusGetsTheSameWithAViewersToken() throws Exception {
    twoMachines();
    OperatorToken viewer =
        OperatorToken.parse(Files.readString(fixture.operator(OperatorRole.VIEWER)).strip())
            .orElseThrow();
    try (HttpClient client =
        HttpClient.newBuilder()
            .sslContext(TlsTrust.context(TlsTrust.pinned(viewer.authority())))
            .build()) {
      HttpRequest request =
          HttpRequest.newBuilder(server.uri().resolve("/metrics"))
              .header("Authorization", "Bearer " + viewer.text())
              .build();
      String text = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
      assertThat(text)
          .contains("lockstep_machines{outcome=\"failed\"} 1.0")
          .contains("lockstep_machines_by_identity{identity=\"good\"} 2.0")
          .contains("lockstep_large_answers_now{state=\"waiting\"} 0.0")
          .containsPattern("lockstep_metadata_expires_timestamp_seconds\\{role=\"root\"} [0-9.E]+");
    }
  }

  @Test
  void scriptsGetTheSameAsJson() throws Exception {
    twoMachines();
    assertThat(fleet("ls", "--json")).isZero();
    Json.Object last = (Json.Object) json().array("machines").getLast();
    assertThat(last.text("machine")).isEqualTo("web-17");
    assertThat(last.text("outcome")).isEqualTo("failed");
    assertThat(last.whole("differences")).isEqualTo(1234);
    assertThat(last.text("lastSeen")).isEqualTo(today.toString());
    assertThat(last.object("identity").whole("counter")).isOne();
  }

  @Test
  void oneMachineIsShownWithItsTriggersAndProblems() throws Exception {
    twoMachines();
    assertThat(fleet("show", "web-17")).isZero();
    assertThat(fixture.out())
        .contains("matches        bookworm (0123456789ab)")
        .contains("identity       good")
        .contains("10.5 MB in 0 requests")
        .contains("ldconfig  done     12 ms")
        .contains("E-DISK /usr: the disk is full\n  next: free 2 GB");
    assertThat(fleet("show", "web-17", "--json")).isZero();
    assertThat(((Json.Object) json().array("problems").getFirst()).text("code"))
        .isEqualTo("E-DISK");
  }

  @Test
  void aMachineNobodyKnowsIsAFailure() {
    assertThat(fleet("show", "web-18")).isEqualTo(1);
    assertThat(fleet("show", "../web")).isEqualTo(1);
    assertThat(fleet("revoke", "web-18", "--reason", "typo")).isEqualTo(1);
    assertThat(fixture.err()).contains("E-UNKNOWN-MACHINE web-18: ").contains("never enrolled");
  }

  @Test
  void anEmptyFleetIsSaidToBeEmpty() {
    assertThat(fleet("ls")).isZero();
    assertThat(fixture.err()).contains("no machine has enrolled yet");
  }

  @Test
  void aServerThatCannotBeReachedIsNamed() throws Exception {
    int closedPort;
    try (ServerSocket socket = new ServerSocket(0)) {
      closedPort = socket.getLocalPort();
    }
    String url = "https://127.0.0.1:" + closedPort;
    assertThat(asks(url)).isEqualTo(1);
    assertThat(fixture.err())
        .contains("E-SERVER-UNREACHABLE " + url)
        .contains("refused")
        .contains("next: check the URL")
        .doesNotContain("REPO", "\tat ");
    fixture.err.reset();
    assertThat(
            ServerMain.execute(
                fixture.surroundings(),
                "rollback",
                "--urgent",
                "--server",
                url,
                "--token-file",
                onCall.toString()))
        .isEqualTo(1);
    assertThat(fixture.err())
        .contains("E-SERVER-UNREACHABLE " + url)
        .contains("next: check the URL")
        .contains("on the machine that has the repository: give REPO instead of --server");
    assertThat(asks("ftp://x")).isEqualTo(1);
    assertThat(asks("http://127.0.0.1:" + closedPort)).isEqualTo(1);
    assertThat(fixture.err()).contains("E-URL ftp://x").contains("over https only");
  }

  private int asks(String url) {
    return ServerMain.execute(
        fixture.surroundings(), "fleet", "ls", "--server", url, "--token-file", onCall.toString());
  }

  @Test
  void aServerThatIsNotTheTokensIsNotTold() throws Exception {
    CommandFixture other = new CommandFixture(Files.createDirectory(directory.resolve("other")));
    other.setTime(today);
    URI own = server.uri();
    try (Server stranger = other.serve(new ServerTls.Issued(List.of()))) {
      assertThat(asks(stranger.uri().toString())).isEqualTo(1);
      assertThat(fixture.err())
          .contains("E-SERVER-UNREACHABLE")
          .contains("not of the authority that the token names");
    }
    assertThat(asks(own.toString())).isZero();
  }

  @Test
  void withoutATokenNobodyIsAsked() throws IOException {
    Path empty = Files.writeString(directory.resolve("empty"), "\n");
    assertThat(fleetAs(empty, "ls")).isEqualTo(1);
    assertThat(fleetAs(directory.resolve("nowhere"), "ls")).isEqualTo(1);
    assertThat(fleetAs(Files.writeString(directory.resolve("odd"), "secret"), "ls")).isEqualTo(1);
    assertThat(fixture.err())
        .contains("E-TOKEN: you have not said who you are")
        .contains("LOCKSTEP_TOKEN")
        .contains("nowhere: the token cannot be read")
        .contains("odd: this is no operator's token");
  }

  @Test
  void aViewerReadsAndDoesNothing() throws Exception {
    Path viewer = fixture.operator(OperatorRole.VIEWER);
    assertThat(fleetAs(viewer, "ls")).isZero();
    assertThat(fleetAs(viewer, "token", "new")).isEqualTo(1);
    assertThat(fixture.err())
        .contains("403")
        .contains("needs the role on-call, not viewer")
        .contains("lockstep operator role NAME ROLE --data DATA");
  }

  @Test
  void tokensAreMadeListedAndRemoved() throws Exception {
    JoinToken token = token("--machine", "web-17", "--group", "canary", "--for", "30m");
    String id = Long.toHexString(token.id());
    assertThat(fleet("token", "ls")).isZero();
    assertThat(fixture.out()).contains(id, "good", "0 of 1", "web-17", "canary", "oon-call");
    assertThat(fixture.out()).doesNotContain("lockstep-join");
    EnrolledMachine.enrol(server.uri(), token, "").close();
    assertThat(fleet("token", "ls", "--json")).isZero();
    Json.Object listed = (Json.Object) json().array("tokens").getFirst();
    assertThat(listed.texts("joined")).containsExactly("web-17");
    assertThat(fleet("token", "rm", id)).isZero();
    assertThat(fleet("token", "rm", id)).isEqualTo(1);
    assertThat(fleet("token", "rm", "../x")).isEqualTo(1);
    assertThat(fixture.err()).contains("E-TOKEN " + id + ": there is no join token");
  }

  @Test
  void aTokenOfAnotherRootOfTrustIsNotHandedOut() throws IOException {
    Path root = fixture.repository.resolve("metadata/1.root.json");
    assertThat(fleet("token", "new", "--trust", root.toString())).as(fixture.err()).isZero();
    Path other = Files.writeString(directory.resolve("other.json"), "{}");
    assertThat(fleet("token", "new", "--trust", other.toString())).isEqualTo(1);
    assertThat(fixture.out()).doesNotContain("lockstep-join");
    assertThat(fixture.err()).contains("E-TRUST " + other).contains("hand nothing out");
  }

  @Test
  void aTokenThatCannotBeIsNotAskedFor() {
    assertThat(fleet("token", "new", "--uses", "0")).isEqualTo(1);
    assertThat(fleet("token", "new", "--machine", "a/b")).isEqualTo(1);
    assertThat(fleet("token", "new", "--for", "31d")).isEqualTo(1);
    assertThat(fleet("token", "new", "--for", "soon")).isEqualTo(2);
    assertThat(fixture.err()).contains("1 to 1000 uses").contains("30 days").contains("'soon'");
  }

  @Test
  void whatIsOddAboutAMachineIsShown() throws Exception {
    JoinToken first = token();
    try (EnrolledMachine web = EnrolledMachine.enrol(server.uri(), first, "web-17")) {
      assertThat(web.checkIn()).isEqualTo(200);
      assertThat(
              EnrolledMachine.ask(
                      server.uri(),
                      first,
                      EnrolledMachine.wish(token(), "web-17", EnrolledMachine.keyPair()))
                  .statusCode())
          .isEqualTo(409);
      assertThat(fleet("show", "web-17")).isZero();
      assertThat(fixture.out())
          .contains("identity       contested")
          .contains("contested      1 times");
      byte[] same = web.next(CheckInMsg.getDefaultInstance()).toByteArray();
      assertThat(web.post("/v1/check-in", same).statusCode()).isEqualTo(200);
      assertThat(web.post("/v1/check-in", same).statusCode()).isEqualTo(409);
      assertThat(fleet("show", "web-17")).isZero();
      assertThat(fixture.out()).contains("identity       cloned").contains("fleet revoke");
      assertThat(fleet("revoke", "web-17", "--reason", "a clone\033[2J")).isZero();
      assertThat(web.checkIn()).isEqualTo(403);
      assertThat(fleet("show", "web-17")).isZero();
      assertThat(fixture.out())
          .contains("identity       revoked")
          .contains("by oon-call: a clone\\x1b[2J");
    }
    try (EnrolledMachine anew = enrol("web-17")) {
      assertThat(anew.checkIn()).isEqualTo(200);
    }
    assertThat(fleet("ls")).isZero();
    assertThat(fixture.out()).contains("good").doesNotContain("revoked");
  }

  @Test
  void whatAMachineReportedIsShownTheNewestFirstAndFromATimeOn() throws Exception {
    try (EnrolledMachine web = enrol("web-17")) {
      for (int k = 0; k < 43; k++) {
        ReportMsg.Builder report =
            ReportMsg.newBuilder()
                .setOutcome(OutcomeMsg.FAILED)
                .addProblems(ProblemMsg.newBuilder().setCode("E-" + k));
        assertThat(web.checkIn(CheckInMsg.newBuilder().setReport(report).build())).isEqualTo(200);
        fixture.setTime(fixture.clock().instant().plus(Duration.ofHours(1)));
      }
    }
    assertThat(fleet("show", "web-17")).isZero();
    assertThat(fixture.out().indexOf("E-42")).isBetween(0, fixture.out().indexOf("E-41"));
    assertThat(fixture.out())
        .contains("E-3\n")
        .doesNotContain("E-2\n")
        .contains("3 older, see --since");
    assertThat(fleet("show", "web-17", "--since", "3d")).isZero();
    assertThat(fixture.out()).contains("E-0\n").doesNotContain("older");
    assertThat(fleet("show", "web-17", "--since", "2h", "--json")).isZero();
    assertThat(json().array("past")).hasSize(2);
    fixture.setTime(fixture.clock().instant().plus(Duration.ofHours(9)));
    assertThat(fleet("show", "web-17", "--since", "2h")).isZero();
    assertThat(fixture.out()).contains("nothing reported since");
  }

  @Test
  void aMachineIsForgottenOnceItIsRevoked() throws Exception {
    twoMachines();
    assertThat(fleet("rm", "web-17")).isEqualTo(1);
    assertThat(fixture.err()).contains("the machine is not revoked: revoke it first");
    assertThat(fleet("revoke", "web-17", "--reason", "sold")).isZero();
    assertThat(fleet("rm", "web-17")).isZero();
    assertThat(fixture.out()).isEqualTo("removed web-17\n");
    assertThat(fleet("rm", "web-17")).isEqualTo(1);
    assertThat(fixture.err()).contains("E-UNKNOWN-MACHINE");
    assertThat(fleet("ls")).isZero();
    assertThat(fixture.out()).contains("db-1").doesNotContain("web-17");
    assertThat(Files.readString(directory.resolve("data/audit.jsonl"))).contains("machine.remove");
    enrol("web-17").close();
  }
}
