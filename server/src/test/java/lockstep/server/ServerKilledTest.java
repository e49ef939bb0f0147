package lockstep.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import lockstep.images.identity.JoinToken;
import lockstep.proto.CheckInMsg;
import lockstep.proto.OutcomeMsg;
import lockstep.proto.ReportMsg;
import lockstep.server.fleet.DatabaseFleetStore;
import lockstep.server.fleet.Fleet;
import lockstep.server.fleet.HistoryLimits;
import lockstep.server.fleet.MachineId;
import lockstep.server.identity.EnrolledMachine;
import lockstep.server.store.Database;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A bad day: the server, and a publish beside it, are killed again and again while machines check in.
class ServerKilledTest {
  private static final int MACHINES = 8;
  private static final int CHECK_INS = 1000;
  private static final int MOST_PER_LIFE = 400;

  @TempDir Path directory;
  private RepositoryFixture fixture;
  private Path data;
  private final List<EnrolledMachine> machines = new ArrayList<>();
  private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();

  @BeforeEach
  void publishTheFirst() throws Exception {
    fixture = new RepositoryFixture(Files.createDirectory(directory.resolve("fixture")));
    fixture.waitFor(Duration.between(fixture.clock().instant(), Instant.now()));
    data = directory.resolve("data");
    fixture.build("one");
    fixture.publish("one");
    fixture.random("usr/lib.so", 3_000_000, 2);
    fixture.build("two");
  }

  private void enrolAll(URI server) throws Exception {
    assertThat(
            fixture.run("operator", "add", "ana", "--role", "on-call", "--data", data.toString()))
        .as(fixture.err())
        .isZero();
    Path token = Files.writeString(directory.resolve("ana.token"), fixture.out());
    assertThat(
            fixture.run(
                "fleet",
                "token",
                "new",
                "--uses=" + MACHINES,
                "--server=" + server,
                "--token-file=" + token))
        .as(fixture.err())
        .isZero();
    JoinToken join = JoinToken.parse(fixture.out().strip());
    for (int k = 0; k < MACHINES; k++) {
      machines.add(EnrolledMachine.enrol(server, join, "m" + k));
    }
  }

  private Process publishing() throws IOException {
    ProcessBuilder publish =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            ServerMain.class.getName(),
            "publish",
            fixture.repo(),
            "two",
            "--keys",
            fixture.path("keys"));
    publish.environment().put("LOCKSTEP_PASSPHRASE", "x");
    return publish
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("publish.log").toFile())
        .start();
  }

  /// Checks in until the server is gone.
  private void report(EnrolledMachine machine, Semaphore answers) throws InterruptedException {
    try {
      while (true) {
        ReportMsg.Builder report =
            ReportMsg.newBuilder()
                .setOutcome(OutcomeMsg.CONVERGED)
                .setChanged(1)
                .setLabel("report " + (machine.counter() + 1));
        assertThat(machine.checkIn(CheckInMsg.newBuilder().setReport(report).build()))
            .isEqualTo(200);
        acknowledged.put(machine.name, machine.counter());
        answers.release();
      }
    } catch (IOException e) {
      // the server is gone
    }
  }

  /// One life of the server, which ends in the middle of all that is going on.
  ///
  /// @param answers after so many it ends
  private void live(int answers) throws Exception {
    Process publish = publishing();
    try (ServeProcess server = ServeProcess.start(fixture.repository, data);
        ExecutorService threads = Executors.newFixedThreadPool(MACHINES)) {
      if (machines.isEmpty()) {
        enrolAll(server.uri);
      }
      Semaphore answered = new Semaphore(0);
      List<Future<?>> reporting = new ArrayList<>();
      for (EnrolledMachine machine : machines) {
        machine.moveTo(server.uri);
        reporting.add(
            threads.submit(() -> {
              report(machine, answered);
              return null;
            }));
      }
      assertThat(answered.tryAcquire(answers, 2, TimeUnit.MINUTES)).as("answered in time").isTrue();
      server.process.destroyForcibly().waitFor();
      publish.destroyForcibly().waitFor();
      for (Future<?> one : reporting) {
        one.get();
      }
    } finally {
      publish.destroyForcibly().waitFor();
    }
  }

  @Test
  void aServerThatIsKilledAgainAndAgainLosesNothingThatItAcknowledgedNorDoesTheRepository()
      throws Exception {
    Random random = new Random(7);
    int lives = 0;
    for (int done = 0; done < CHECK_INS; lives++) {
      int answers = 1 + random.nextInt(MOST_PER_LIFE);
      live(answers);
      done += answers;
      nothingIsLost();
    }
    assertThat(lives).isGreaterThanOrEqualTo(5);

    Process publish = publishing();
    assertThat(publish.waitFor())
        .as(Files.readString(directory.resolve("publish.log")))
        .isIn(0, 1); // 1: it was published before the kill
    assertThat(fixture.run("image", "ls", fixture.repo(), "--json")).isZero();
    assertThat(fixture.out()).contains("current");
    assertThat(fixture.run("fsck", fixture.repo())).as(fixture.out() + fixture.err()).isZero();
    assertThat(fixture.run("audit", "verify", data.toString())).as(fixture.err()).isZero();
    try (ServeProcess server = ServeProcess.start(fixture.repository, data)) {
      for (EnrolledMachine machine : machines) {
        machine.moveTo(server.uri);
        assertThat(machine.checkIn()).isEqualTo(200);
        machine.close();
      }
    }
  }

  private void nothingIsLost() throws IOException {
    try (Database database = Database.open(data)) {
      Fleet fleet = new Fleet(new DatabaseFleetStore(database, HistoryLimits.DEFAULT.lines()));
      for (Map.Entry<String, Long> one : acknowledged.entrySet()) {
        MachineId id = new MachineId(one.getKey());
        long counter = fleet.machine(id).orElseThrow().getIdentity().getCounter();
        assertThat(counter).as(one.getKey()).isGreaterThanOrEqualTo(one.getValue());
        assertThat(fleet.history(id).getLast().getLabel())
            .as("a record and its history are one")
            .isEqualTo("report " + counter);
      }
    }
  }
}
