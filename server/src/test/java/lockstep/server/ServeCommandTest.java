package lockstep.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
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
import java.util.List;
import java.util.concurrent.FutureTask;
import lockstep.images.identity.JoinToken;
import lockstep.images.json.JsonReader;
import lockstep.server.fleet.DatabaseFleetStore;
import lockstep.server.fleet.Fleet;
import lockstep.server.fleet.HistoryLimits;
import lockstep.server.identity.EnrolledMachine;
import lockstep.server.operator.OperatorRole;
import lockstep.server.store.Database;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeCommandTest {
  @TempDir Path directory;
  private CommandFixture fixture;
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void makeRepository() throws IOException {
    fixture = new CommandFixture(directory);
  }

  private int serve(String... more) {
    String[] arguments = new String[more.length + 2];
    arguments[0] = fixture.repository.toString();
    arguments[1] = "--data=" + directory.resolve("data");
    System.arraycopy(more, 0, arguments, 2, more.length);
    return fixture.run(new ServeCommand(fixture.surroundings()), arguments);
  }

  private String get(URI uri) throws IOException, InterruptedException {
    return client
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void itSaysWhereItServesAndServesUntilItIsStopped() throws Exception {
    PipedOutputStream pipe = new PipedOutputStream();
    BufferedReader said =
        new BufferedReader(
            new InputStreamReader(new PipedInputStream(pipe), StandardCharsets.UTF_8));
    Surroundings around =
        new Surroundings(
            new PrintStream(pipe, true, StandardCharsets.UTF_8),
            fixture.surroundings().err(),
            fixture.clock());
    FutureTask<Integer> exit =
        new FutureTask<>(() ->
            fixture.run(
                new ServeCommand(around),
                fixture.repository.toString(),
                "--listen=127.0.0.1:0",
                "--plain",
                "--data=" + directory.resolve("data")));
    Thread serving = Thread.ofPlatform().start(exit);
    String ready = said.readLine();
    assertThat(ready).startsWith("serving " + fixture.repository + " on http://127.0.0.1:");
    URI uri = URI.create(ready.substring(ready.indexOf("http")));
    assertThat(get(uri.resolve("/metadata/timestamp.json"))).contains("\"timestamp\"");
    assertThat(get(uri.resolve("/repo.online/timestamp.key"))).doesNotContain("PRIVATE");
    serving.interrupt();
    assertThat(exit.get()).isZero();
  }

  @Test
  void aKilledServerHasKeptEveryCheckInItAcknowledged() throws Exception {
    Path data = directory.resolve("data");
    try (ServeProcess server = ServeProcess.start(fixture.repository, data)) {
      Path token = fixture.operator(OperatorRole.ON_CALL);
      assertThat(
              fixture.run(
                  new TokenNewCommand(fixture.surroundings()),
                  "--server=" + server.uri,
                  "--token-file=" + token,
                  "--uses=20"))
          .as(fixture.err())
          .isZero();
      JoinToken join = JoinToken.parse(fixture.out().strip());
      for (int i = 0; i < 20; i++) {
        try (EnrolledMachine machine = EnrolledMachine.enrol(server.uri, join, "m" + i)) {
          assertThat(machine.checkIn()).isEqualTo(200);
        }
      }
      server.process.destroyForcibly().waitFor();
    }
    try (Database database = Database.open(data)) {
      assertThat(
              new Fleet(new DatabaseFleetStore(database, HistoryLimits.DEFAULT.lines()))
                  .machines(Instant.EPOCH))
          .hasSize(20)
          .allMatch(m -> m.getCheckIns() == 1);
    }
  }

  @Test
  void aTerminatedServerEndsByItselfAndLeavesItsDataToTheNext() throws Exception {
    Path data = directory.resolve("data");
    for (int round = 0; round < 2; round++) {
      try (ServeProcess server = ServeProcess.start(fixture.repository, data, "--plain")) {
        assertThat(get(server.uri.resolve("/healthz"))).isEqualTo("ok\n");
        server.process.destroy();
        assertThat(server.process.waitFor()).isEqualTo(128 + 15);
      }
    }
  }

  @Test
  void metadataThatAgedWhileNothingServedIsRenewedFirst() throws Exception {
    Path timestamp = fixture.repository.resolve("metadata/timestamp.json");
    String before = Files.readString(timestamp);
    fixture.serve(new ServerTls.Plain()).close();
    assertThat(Files.readString(timestamp)).isEqualTo(before);
    fixture.setTime(CommandFixture.NOON.plus(Duration.ofDays(3)));
    fixture.serve(new ServerTls.Plain()).close();
    assertThat(Files.readString(timestamp)).isNotEqualTo(before);
    assertThat(fixture.err()).contains("renewed timestamp.json");
  }

  @Test
  void withoutOnlineKeysItServesAndSaysThatItRenewsNothing() throws Exception {
    Files.move(directory.resolve("repo.online"), directory.resolve("elsewhere"));
    try (Server server = fixture.serve(new ServerTls.Plain())) {
      assertThat(get(server.uri().resolve("/lockstep.json"))).contains("lockstep-repository");
    }
    assertThat(fixture.err()).contains("E-NO-ONLINE-KEYS");
  }

  @Test
  void anAuthorityThatOperatorsKnowIsNotReplacedWhenItIsLost() throws Exception {
    fixture.serve(new ServerTls.Issued(List.of())).close();
    fixture.operator(OperatorRole.VIEWER);
    Path authority = directory.resolve("data/ca");
    Files.move(authority, directory.resolve("backup"));
    assertThat(serve("--listen=127.0.0.1:0")).isEqualTo(1);
    assertThat(fixture.err()).contains("error: E-CA " + authority).contains("from a backup");
    assertThat(authority).doesNotExist();
    Files.move(directory.resolve("backup"), authority);
    fixture.serve(new ServerTls.Issued(List.of())).close();
  }

  @Test
  void damagedAccountsLetNobodyInButTheServerStarts() throws Exception {
    fixture.serve(new ServerTls.Issued(List.of())).close();
    Files.writeString(directory.resolve("data/operators.json"), "{");
    fixture.serve(new ServerTls.Issued(List.of())).close();
    assertThat(fixture.err()).contains("E-OPERATORS");
  }

  @Test
  void aDirectoryThatIsNoRepositoryIsRefused() throws Exception {
    Files.delete(fixture.repository.resolve("lockstep.json"));
    assertThat(serve()).isEqualTo(1);
    assertThat(fixture.err()).contains("error: E-REPOSITORY ").contains("next: ");
    fixture.mark("{\"format\":\"other\",\"version\":1}");
    assertThat(serve()).isEqualTo(1);
    fixture.mark("{");
    assertThat(serve()).isEqualTo(1);
    assertThat(fixture.err()).doesNotContain("E-INTERNAL");
  }

  @Test
  void aRepositoryOfANewerFormatIsRefused() throws Exception {
    fixture.mark("{\"format\":\"lockstep-repository\",\"version\":2}");
    assertThat(serve("--json")).isEqualTo(1);
    assertThat(fixture.err()).contains("E-REPOSITORY-FORMAT").contains("format 2");
    assertThat(
            JsonReader.readObject(fixture.out().strip().getBytes(StandardCharsets.UTF_8))
                .text("outcome"))
        .isEqualTo("failed");
  }

  @Test
  void aPortInUseAndADataDirectoryInUseAreRefused() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      assertThat(serve("--listen=127.0.0.1:" + taken.getLocalPort())).isEqualTo(1);
      assertThat(fixture.err()).contains("E-PORT-IN-USE");
    }
    try (Server running = fixture.serve(new ServerTls.Plain())) {
      assertThat(serve("--listen=127.0.0.1:0")).isEqualTo(1);
      assertThat(fixture.err()).contains("E-DATA-IN-USE");
      assertThat(get(running.uri().resolve("/healthz"))).isEqualTo("ok\n");
    }
  }

  @Test
  void aSecondServerOnTheDataOfAnotherProcessIsRefusedAndTheFirstGoesOn() throws Exception {
    Path data = directory.resolve("data");
    try (ServeProcess first = ServeProcess.start(fixture.repository, data, "--plain")) {
      assertThat(serve("--listen=127.0.0.1:0")).isEqualTo(1);
      assertThat(fixture.err())
          .contains("error: E-DATA-IN-USE " + data)
          .contains("(process " + first.process.pid() + ")")
          .contains("next: stop it");
      assertThat(get(first.uri.resolve("/healthz"))).isEqualTo("ok\n");
      first.process.destroyForcibly().waitFor();
    }
    fixture.serve(new ServerTls.Plain()).close(); // nothing is left to clean up
  }

  @Test
  void addressesThatAreNoneAreUsageErrors() {
    for (String address : new String[] {"8080", ":8080", "127.0.0.1", "127.0.0.1:65536", "a b:1"}) {
      assertThat(serve("--listen=" + address)).as(address).isEqualTo(2);
    }
    ListenAddress parser = new ListenAddress();
    assertThat(parser.convert("[::1]:80").getAddress().getHostAddress())
        .isEqualTo("0:0:0:0:0:0:0:1");
    assertThat(parser.convert("127.0.0.1:65535").getPort()).isEqualTo(65_535);
  }

  @Test
  void aCertificateWithoutItsKeyIsAUsageError() {
    assertThat(serve("--tls-cert=server.crt")).isEqualTo(2);
  }
}
