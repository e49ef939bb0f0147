package lockstep.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import lockstep.images.json.Json;
import lockstep.images.json.JsonReader;
import lockstep.proto.CheckInMsg;
import lockstep.proto.OutcomeMsg;
import lockstep.proto.ProblemMsg;
import lockstep.proto.ReportMsg;
import lockstep.proto.TriggerResultMsg;
import lockstep.server.gate.SelfSigned;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetCommandTest {
  private static final CheckInMsg TROUBLED =
      CheckInMsg.newBuilder()
          .setMachine("web-17")
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

  @TempDir Path directory;
  private CommandFixture fixture;

  @BeforeEach
  void makeRepository() throws IOException {
    fixture = new CommandFixture(directory);
  }

  private int fleet(String... arguments) {
    return fixture.run(new FleetCommand(fixture.surroundings()), arguments);
  }

  private Json.Object json() throws IOException {
    return JsonReader.readObject(fixture.out().strip().getBytes(StandardCharsets.UTF_8));
  }

  /// A server that two machines checked in to, 90 s ago.
  private Server server() throws Exception {
    Server server = fixture.serve(Optional.empty());
    try (HttpClient client = HttpClient.newHttpClient()) {
      CommandFixture.checkIn(client, server.uri(), TROUBLED);
      CommandFixture.checkIn(
          client, server.uri(), CheckInMsg.newBuilder().setMachine("db-1").build());
    }
    fixture.setTime(CommandFixture.NOON.plus(Duration.ofSeconds(90)));
    return server;
  }

  @Test
  void machinesAreListedInAnAlignedTable() throws Exception {
    try (Server server = server()) {
      assertThat(fleet("ls", "--server", server.uri().toString())).isZero();
    }
    assertThat(fixture.out().lines())
        .containsExactly(
            "MACHINE  HOST                   OUTCOME  IMAGE                    DIFFERENCES       LAST SEEN  AGENT",
            "db-1     -                      unknown  -                                  0  1 min 30 s ago  -",
            "web-17   web-17.example\\x1b[2J  failed   bookworm (0123456789ab)        1,234  1 min 30 s ago  0.1.0");
  }

  @Test
  void scriptsGetTheSameAsJson() throws Exception {
    try (Server server = server()) {
      assertThat(fleet("ls", "--json", "--server", server.uri() + "/")).isZero();
    }
    Json.Object last = (Json.Object) json().array("machines").getLast();
    assertThat(last.text("machine")).isEqualTo("web-17");
    assertThat(last.text("outcome")).isEqualTo("failed");
    assertThat(last.whole("differences")).isEqualTo(1234);
    assertThat(last.text("lastSeen")).isEqualTo("2026-11-22T12:00:00Z");
  }

  @Test
  void oneMachineIsShownWithItsTriggersAndProblems() throws Exception {
    try (Server server = server()) {
      assertThat(fleet("show", "web-17", "--server", server.uri().toString())).isZero();
      assertThat(fixture.out())
          .contains("matches        bookworm (0123456789ab)")
          .contains("10.5 MB in 0 requests")
          .contains("ldconfig  done     12 ms")
          .contains("E-DISK /usr: the disk is full\n  next: free 2 GB");
      fixture.out.reset();
      assertThat(fleet("show", "web-17", "--json", "--server", server.uri().toString())).isZero();
      assertThat(((Json.Object) json().array("problems").getFirst()).text("code"))
          .isEqualTo("E-DISK");
    }
  }

  @Test
  void aMachineNobodyKnowsIsAFailure() throws Exception {
    try (Server server = server()) {
      assertThat(fleet("show", "web-18", "--server", server.uri().toString())).isEqualTo(1);
      assertThat(fleet("show", "../web", "--server", server.uri().toString())).isEqualTo(1);
    }
    assertThat(fixture.err()).contains("E-UNKNOWN-MACHINE web-18: ").contains("never checked in");
  }

  @Test
  void aServerThatCannotBeReachedIsNamed() throws Exception {
    int closedPort;
    try (ServerSocket socket = new ServerSocket(0)) {
      closedPort = socket.getLocalPort();
    }
    String url = "http://127.0.0.1:" + closedPort;
    assertThat(fleet("ls", "--server", url)).isEqualTo(1);
    assertThat(fixture.err())
        .contains("E-SERVER-UNREACHABLE " + url)
        .contains("refused")
        .contains("next: check the URL")
        .doesNotContain("\tat ");
    assertThat(fleet("ls", "--server", "ftp://x")).isEqualTo(1);
    assertThat(fixture.err()).contains("E-URL ftp://x");
    assertThat(fleet("ls")).isEqualTo(2);
  }

  @Test
  void anEmptyFleetIsSaidToBeEmpty() throws Exception {
    try (Server server = fixture.serve(Optional.empty())) {
      assertThat(fleet("ls", "--server", server.uri().toString())).isZero();
    }
    assertThat(fixture.err()).contains("no machine has checked in yet");
  }

  @Test
  void aServerWithACertificateOfItsOwnIsAskedOnlyWhenItIsTrusted() throws Exception {
    SelfSigned tls = SelfSigned.make(Files.createDirectories(directory.resolve("tls")));
    try (Server server = fixture.serve(Optional.of(tls.files()))) {
      String url = server.uri().toString();
      assertThat(url).startsWith("https://");
      assertThat(fleet("ls", "--server", url)).isEqualTo(1);
      assertThat(
              fleet("ls", "--server", url, "--tls-ca", tls.files().certificateChain().toString()))
          .isZero();
    }
  }
}
