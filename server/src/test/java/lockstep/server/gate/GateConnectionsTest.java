package lockstep.server.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import lockstep.images.ProblemException;
import lockstep.proto.AssignmentMsg;
import lockstep.proto.CheckInMsg;
import lockstep.proto.MachineMsg;
import lockstep.server.fleet.DatabaseFleetStore;
import lockstep.server.fleet.Fleet;
import lockstep.server.fleet.HistoryLimits;
import lockstep.server.fleet.MachineId;
import lockstep.server.identity.EnrolledMachine;
import lockstep.server.store.Database;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateConnectionsTest {
  private static final String GET = "GET /lockstep.json HTTP/1.1\r\nHost: x\r\n";

  @TempDir Path directory;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static final CheckInMsg REPORT =
      CheckInMsg.newBuilder().setHostname("m1.example").build();

  @Test
  void checkInsGoOverBothVersionsOfHttp() throws Exception {
    try (GateFixture fixture = GateFixture.secure(directory);
        EnrolledMachine machine = fixture.machine("m1")) {
      HttpResponse<byte[]> answer =
          machine.post("/v1/check-in", machine.next(REPORT).toByteArray());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(answer.headers().firstValue("cache-control")).hasValue("no-store");
      assertThat(AssignmentMsg.parseFrom(answer.body()).getPollAfterSeconds()).isZero();
      try (HttpClient old =
          HttpClient.newBuilder()
              .sslContext(machine.tls)
              .version(HttpClient.Version.HTTP_1_1)
              .build()) {
        answer =
            old.send(
                EnrolledMachine.post(
                    fixture.gate.uri(), "/v1/check-in", machine.next(REPORT).toByteArray()),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
      }
    }
    try (Database database = Database.open(directory.resolve("data"))) {
      MachineMsg kept =
          new Fleet(new DatabaseFleetStore(database, HistoryLimits.DEFAULT.lines()))
              .machine(new MachineId("m1"))
              .orElseThrow();
      assertThat(kept.getCheckIns()).isEqualTo(2);
      assertThat(kept.getLastSeenEpochSeconds()).isEqualTo(GateFixture.NOON.getEpochSecond());
    }
  }

  @Test
  void garbageAsACheckInIsRefused() throws Exception {
    try (GateFixture fixture = GateFixture.secure(directory);
        EnrolledMachine machine = fixture.machine("m1")) {
      assertThat(machine.post("/v1/check-in", GateFixture.bytes(1000)).statusCode()).isEqualTo(400);
      assertThat(machine.post("/v1/check-in", new byte[0]).statusCode()).isEqualTo(403);
      assertThat(fixture.get(machine.client, "/v1/check-in").statusCode()).isEqualTo(405);
      assertThat(fixture.fleet.machine(new MachineId("m1")).orElseThrow().getCheckIns()).isZero();
      assertThat(machine.checkIn(REPORT)).isEqualTo(200);
    }
  }

  @Test
  void aBodyOverTheLimitIsRefusedAndOneOfTheLimitIsRead() throws Exception {
    try (GateFixture fixture = GateFixture.secure(directory);
        EnrolledMachine machine = fixture.machine("m1")) {
      HttpResponse<byte[]> full = machine.post("/v1/check-in", padded(machine, 1 << 20));
      assertThat(full.statusCode()).isEqualTo(400);
      assertThat(new String(full.body(), StandardCharsets.UTF_8)).contains("beside its lists");
      assertThat(machine.post("/v1/check-in", padded(machine, (1 << 20) + 1)).statusCode())
          .isEqualTo(413);
      String endless =
          fixture.converse(
              machine.tls,
              "POST /v1/check-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                  + ("10000\r\n" + "x".repeat(65536) + "\r\n").repeat(17)
                  + "0\r\n\r\n");
      assertThat(endless).startsWith("HTTP/1.1 413");
      String announced =
          fixture.converse(
              machine.tls,
              "POST /v1/check-in HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n");
      assertThat(announced).startsWith("HTTP/1.1 413");
    }
  }

  @Test
  void aBodyThatAsksFirstIsToldToContinue() throws Exception {
    try (GateFixture fixture = GateFixture.secure(directory);
        EnrolledMachine machine = fixture.machine("m1")) {
      String body = new String(machine.next(REPORT).toByteArray(), StandardCharsets.ISO_8859_1);
      assertThat(
              fixture.converse(
                  machine.tls,
                  "POST /v1/check-in HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                      + "Expect: 100-continue\r\nContent-Length: %d\r\n\r\n%s"
                          .formatted(body.length(), body)))
          .startsWith("HTTP/1.1 100 Continue")
          .contains("HTTP/1.1 200 OK");
    }
  }

  @Test
  void bodiesTogetherHoldNoMoreMemoryThanAllowed() throws Exception {
    GateLimits usual = GateLimits.defaults();
    GateLimits tight =
        new GateLimits(
            10,
            10,
            1 << 20,
            10_000,
            16,
            16,
            usual.sending(),
            usual.requestTimeout(),
            usual.stallTimeout(),
            Duration.ZERO);
    try (GateFixture fixture = GateFixture.secure(directory, tight);
        EnrolledMachine machine = fixture.machine("m1")) {
      assertThat(machine.post("/v1/check-in", padded(machine, 20_000)).statusCode()).isEqualTo(503);
      assertThat(machine.checkIn(REPORT)).isEqualTo(200);
    }
  }

  /// A check-in of exactly `length` bytes, most of them a field nobody knows.
  private static byte[] padded(EnrolledMachine machine, int length) {
    byte[] head = machine.next(REPORT).toByteArray();
    ByteString tag = ByteString.copyFrom(new byte[] {(byte) 0xba, 0x3e}); // field 999, bytes
    int rest = length - head.length - tag.size() - 3;
    byte[] size = {
      (byte) (0x80 | (rest % 128)), (byte) (0x80 | (rest / 128 % 128)), (byte) (rest / 16_384)
    };
    return ByteString.copyFrom(head)
        .concat(tag)
        .concat(ByteString.copyFrom(size))
        .concat(ByteString.copyFrom(new byte[rest]))
        .toByteArray();
  }

  @Test
  void oneConnectionCarriesManyRequestsInOrder() throws IOException {
    try (GateFixture fixture = GateFixture.plain(directory)) {
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < 50; i++) {
        requests.append(
            "GET /packs/ab.pack HTTP/1.1\r\nHost: x\r\nRange: bytes=%d-%d\r\n\r\n".formatted(i, i));
        requests.append("GET /packs/m").append(i).append(" HTTP/1.1\r\nHost: x\r\n\r\n");
      }
      String answers = fixture.converse(requests + GET + "Connection: close\r\n\r\n");
      assertThat(answers.split("HTTP/1\\.1 206 Partial", -1)).hasSize(51);
      assertThat(answers.split("HTTP/1\\.1 404 Not", -1)).hasSize(51);
      int last = -1;
      for (int i = 0; i < 50; i++) {
        int at = answers.indexOf("content-range: bytes " + i + "-" + i + "/");
        assertThat(at).isGreaterThan(last);
        last = at;
      }
      assertThat(answers).endsWith("\"version\":1}");
    }
  }

  @Test
  void whatIsNotHttpIsAnsweredAndEnded() throws IOException {
    try (GateFixture fixture = GateFixture.plain(directory)) {
      assertThat(fixture.converse("\u0016\u0003\u0001 hello\r\n\r\n")).startsWith("HTTP/1.1 400");
      assertThat(fixture.converse("GET /" + "x".repeat(5000) + " HTTP/1.1\r\n\r\n"))
          .startsWith("HTTP/1.1 414");
      assertThat(fixture.converse(GET + "X: " + "x".repeat(20_000) + "\r\n\r\n"))
          .startsWith("HTTP/1.1 431");
      assertThat(fixture.converse(GET + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nx"))
          .startsWith("HTTP/1.1 400");
      assertThat(fixture.converse(GET + "Content-Length: -1\r\n\r\n")).startsWith("HTTP/1.1 400");
      assertThat(fixture.get(client, "/lockstep.json").statusCode()).isEqualTo(200);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aClientThatNeverFinishesItsRequestIsCutOff() throws IOException {
    try (GateFixture fixture = GateFixture.withLimits(directory, GateFixture.impatient())) {
      assertThat(fixture.converse("")).isEmpty();
      assertThat(fixture.converse("GET /lock")).isEmpty();
      assertThat(fixture.converse(GET)).isEmpty();
      assertThat(fixture.converse("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")).doesNotContain("HTTP/1");
      assertThat(
              fixture.converse(
                  "POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc"))
          .startsWith("HTTP/1.1 413");
      assertThat(fixture.converse(GET + "\r\n" + GET)).startsWith("HTTP/1.1 200").endsWith("}");
    }
  }

  @Test
  void aClientThatDoesNotReadItsAnswerIsCutOff() throws IOException {
    try (GateFixture fixture = GateFixture.withLimits(directory, GateFixture.impatient());
        Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4096);
      socket.connect(
          new InetSocketAddress(fixture.gate.uri().getHost(), fixture.gate.uri().getPort()));
      try (RandomAccessFile large =
          new RandomAccessFile(fixture.repository.resolve("packs/large.pack").toFile(), "rw")) {
        large.setLength(64 << 20); // more than all socket buffers on the way
      }
      socket
          .getOutputStream()
          .write(
              "GET /packs/large.pack HTTP/1.1\r\nHost: x\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      // The server reads nothing meanwhile, so this waits, until the connection is cut.
      assertThatThrownBy(
              () -> {
                while (true) {
                  socket.getOutputStream().write(new byte[65536]);
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void tooManyConnectionsAreToldToComeAgainAndFewerAreServed() throws Exception {
    try (GateFixture fixture = GateFixture.withLimits(directory, connections(2, 2));
        Socket first = fixture.connect();
        Socket second = fixture.connect()) {
      assertThat(answerOn(first)).startsWith("HTTP/1.1 200");
      assertThat(answerOn(second)).startsWith("HTTP/1.1 200");
      assertThat(fixture.converse(GET + "\r\n"))
          .startsWith("HTTP/1.1 503")
          .containsPattern("retry-after: ([5-9]|[12][0-9]|30)\\b");
      assertThat(answerOn(first)).startsWith("HTTP/1.1 200");
    }
  }

  private static GateLimits connections(int most, int ofOneSource) {
    GateLimits usual = GateLimits.defaults();
    return new GateLimits(
        most,
        ofOneSource,
        1 << 20,
        1 << 20,
        16,
        16,
        usual.sending(),
        usual.requestTimeout(),
        usual.stallTimeout(),
        Duration.ofMillis(100));
  }

  @Test
  void oneSourceCannotTakeAllConnectionsAndGivesThemBack() throws Exception {
    try (GateFixture fixture = GateFixture.withLimits(directory, connections(10, 2))) {
      int port = fixture.gate.uri().getPort();
      try (Socket first = fixture.connect();
          Socket second = fixture.connect();
          Socket other = new Socket("127.0.0.1", port, InetAddress.getByName("127.0.0.2"), 0)) {
        assertThat(answerOn(first)).startsWith("HTTP/1.1 200");
        assertThat(answerOn(second)).startsWith("HTTP/1.1 200");
        assertThat(fixture.converse(GET + "\r\n")).startsWith("HTTP/1.1 503");
        assertThat(answerOn(other)).startsWith("HTTP/1.1 200");
      }
      String answer;
      do {
        answer = fixture.converse(GET + "Connection: close\r\n\r\n");
      } while (answer.startsWith("HTTP/1.1 503")); // until the server has seen both go
      assertThat(answer).startsWith("HTTP/1.1 200");
    }
  }

  /// The status line of one request on a connection that stays open.
  private static String answerOn(Socket socket) throws IOException {
    socket
        .getOutputStream()
        .write(
            "HEAD /lockstep.json HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    String status = reader.readLine();
    for (String line = status; line != null && !line.isEmpty(); ) {
      line = reader.readLine();
    }
    return String.valueOf(status);
  }

  @Test
  void closingLetsADownloadFinishAndEndsIdleConnections() throws Exception {
    GateFixture fixture = GateFixture.plain(directory);
    try (Socket idle = fixture.connect();
        Socket loading = fixture.connect()) {
      assertThat(answerOn(idle)).startsWith("HTTP/1.1 200");
      loading
          .getOutputStream()
          .write(
              "GET /packs/ab.pack HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(loading.getInputStream().read()).isEqualTo('H');
      Thread closing = Thread.ofVirtual().start(() -> closeUnchecked(fixture));
      assertThat(idle.getInputStream().read()).isEqualTo(-1);
      byte[] rest = loading.getInputStream().readAllBytes();
      assertThat(rest.length).isGreaterThan(GateFixture.PACK.length);
      closing.join();
    }
    assertThatThrownBy(fixture::connect).isInstanceOf(IOException.class);
  }

  private static void closeUnchecked(GateFixture fixture) {
    try {
      fixture.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aPortInUseIsRefusedAndNamed() throws Exception {
    try (GateFixture fixture = GateFixture.plain(directory)) {
      InetSocketAddress taken =
          new InetSocketAddress(fixture.gate.uri().getHost(), fixture.gate.uri().getPort());
      assertThatThrownBy(() -> open(fixture, taken))
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> assertThat(e.problem().code()).isEqualTo("E-PORT-IN-USE"))
          .hasMessageContaining(Integer.toString(taken.getPort()));
      assertThatThrownBy(() -> open(fixture, new InetSocketAddress("192.0.2.1", 0)))
          .isInstanceOfSatisfying(
              ProblemException.class, e -> assertThat(e.problem().code()).isEqualTo("E-LISTEN"));
    }
  }

  private static void open(GateFixture fixture, InetSocketAddress listen) throws IOException {
    Gate.open(
            new Gate.Settings(listen, Optional.empty(), GateLimits.defaults()),
            fixture.repository,
            fixture.offices,
            InstantSource.fixed(GateFixture.NOON))
        .close();
  }

  @Test
  void priorKnowledgeOfHttp2IsUnderstood() throws Exception {
    try (GateFixture fixture = GateFixture.plain(directory)) {
      Process curl =
          new ProcessBuilder(
                  "curl",
                  "-s",
                  "--http2-prior-knowledge",
                  "-w",
                  " %{http_version}",
                  fixture.gate.uri() + "/lockstep.json")
              .start();
      String said = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(said).contains("lockstep-repository").endsWith(" 2");
    }
  }

  @Test
  void theServerSaysThatItIsWell() throws Exception {
    try (GateFixture fixture = GateFixture.plain(directory)) {
      HttpResponse<byte[]> answer = fixture.get(client, "/healthz");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).asString().isEqualTo("ok\n");
    }
  }
}
