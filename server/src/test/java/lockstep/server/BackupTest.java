package lockstep.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import lockstep.images.identity.JoinToken;
import lockstep.proto.CheckInMsg;
import lockstep.proto.MachineMsg;
import lockstep.proto.OutcomeMsg;
import lockstep.proto.ReportMsg;
import lockstep.server.fleet.DatabaseFleetStore;
import lockstep.server.fleet.Fleet;
import lockstep.server.fleet.HistoryLimits;
import lockstep.server.fleet.MachineId;
import lockstep.server.identity.EnrolledMachine;
import lockstep.server.operator.OperatorRole;
import lockstep.server.store.Database;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `lockstep backup` and `lockstep restore`, as people run them.
class BackupTest {
  private static final int MACHINES = 6;

  @TempDir Path directory;
  private CommandFixture fixture;
  private Path data;
  private Path backup;
  private Path restored;

  @BeforeEach
  void layOut() throws IOException {
    fixture = new CommandFixture(directory);
    fixture.setTime(Instant.now());
    data = directory.resolve("data");
    backup = directory.resolve("backup");
    restored = directory.resolve("restored");
  }

  private int run(Object... arguments) {
    fixture.out.reset();
    fixture.err.reset();
    return ServerMain.execute(
        fixture.surroundings(), Stream.of(arguments).map(Object::toString).toArray(String[]::new));
  }

  private int backUp() {
    return run("backup", "--data", data, "--to", backup);
  }

  private int restore() {
    return run("restore", backup, "--data", restored);
  }

  /// A server that was there and ended, with an operator.
  private void leave() throws IOException {
    fixture.serve(new ServerTls.Issued(List.of())).close();
    fixture.operator(OperatorRole.VIEWER);
  }

  private static Map<String, String> content(Path directory) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(
            directory.relativize(file).toString(),
            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      }
    }
    return files;
  }

  private static CheckInMsg report(long number) {
    return CheckInMsg.newBuilder()
        .setReport(
            ReportMsg.newBuilder()
                .setOutcome(OutcomeMsg.CONVERGED)
                .setLabel("report " + number)
                .setChanged(1))
        .build();
  }

  private JoinToken join(ServeProcess server) throws IOException {
    Path token = fixture.operator(OperatorRole.ON_CALL);
    fixture.out.reset();
    assertThat(
            fixture.run(
                new TokenNewCommand(fixture.surroundings()),
                "--server=" + server.uri,
                "--token-file=" + token,
                "--uses=" + MACHINES))
        .as(fixture.err())
        .isZero();
    return JoinToken.parse(fixture.out().strip());
  }

  /// Checks in until told to stop, and notes how often it was answered.
  private static void report(
      EnrolledMachine machine, Map<String, Long> acknowledged, AtomicBoolean over)
      throws Exception {
    while (!over.get()) {
      assertThat(machine.checkIn(report(machine.counter() + 1))).isEqualTo(200);
      acknowledged.put(machine.name, machine.counter());
    }
  }

  @Test
  void whatWasAcknowledgedBeforeABackupOfARunningServerIsThereAfterARestoreAndMachinesGoOn()
      throws Exception {
    Map<String, Long> acknowledged = new ConcurrentHashMap<>();
    Map<String, Long> before;
    List<EnrolledMachine> machines = new ArrayList<>();
    try (ServeProcess server = ServeProcess.start(fixture.repository, data);
        ExecutorService threads = Executors.newFixedThreadPool(MACHINES)) {
      JoinToken join = join(server);
      AtomicBoolean over = new AtomicBoolean();
      List<Future<?>> reporting = new ArrayList<>();
      for (int k = 0; k < MACHINES; k++) {
        EnrolledMachine machine = EnrolledMachine.enrol(server.uri, join, "m" + k);
        machines.add(machine);
        assertThat(machine.checkIn(report(1))).isEqualTo(200);
        acknowledged.put(machine.name, 1L);
        reporting.add(
            threads.submit(() -> {
              report(machine, acknowledged, over);
              return null;
            }));
      }
      before = Map.copyOf(acknowledged);
      assertThat(backUp()).as(fixture.err()).isZero();
      Map<String, Long> after = Map.copyOf(acknowledged);
      over.set(true);
      for (Future<?> one : reporting) {
        one.get();
      }
      assertThat(after).as("they went on meanwhile").isNotEqualTo(before);
      server.process.destroyForcibly().waitFor();
    }

    assertThat(restore()).as(fixture.err()).isZero();

    assertThat(run("audit", "verify", restored)).as(fixture.err()).isZero();
    assertThat(Files.readString(restored.resolve("audit.jsonl")))
        .contains("\"act\":\"data.backup\"")
        .contains("\"act\":\"data.restore\"");
    Map<String, Long> kept = kept(before);
    try (ServeProcess server = ServeProcess.start(fixture.repository, restored)) {
      for (EnrolledMachine machine : machines) {
        machine.moveTo(server.uri);
        assertThat(machine.checkIn()).as("its counter is ahead of the server's").isEqualTo(200);
        byte[] old =
            CheckInMsg.newBuilder()
                .setMachine(machine.name)
                .setCounter(kept.getOrDefault(machine.name, 0L))
                .build()
                .toByteArray();
        assertThat(machine.post("/v1/check-in", old).statusCode()).isEqualTo(409);
        machine.close();
      }
    }
  }

  /// The number of the newest report that each machine's record has.
  private Map<String, Long> kept(Map<String, Long> least) throws IOException {
    Map<String, Long> kept = new TreeMap<>();
    try (Database database = Database.open(restored)) {
      Fleet fleet = new Fleet(new DatabaseFleetStore(database, HistoryLimits.DEFAULT.lines()));
      for (Map.Entry<String, Long> one : least.entrySet()) {
        MachineId id = new MachineId(one.getKey());
        MachineMsg machine = fleet.machine(id).orElseThrow();
        assertThat(machine.getCheckIns()).isGreaterThanOrEqualTo(one.getValue());
        assertThat(fleet.history(id).getLast().getLabel())
            .isEqualTo("report " + machine.getCheckIns());
        kept.put(one.getKey(), machine.getIdentity().getCounter());
      }
    }
    return kept;
  }

  @Test
  void aBackupIsClosedToOthersAndHasAllThatTheServerNeeds() throws Exception {
    leave();
    assertThat(backUp()).as(fixture.err()).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
        .isEqualTo("rwx------");
    assertThat(content(backup.resolve("data")))
        .containsKeys("ca/ca.key", "ca/ca.crt", "ca/server-authority.crt", "operators.json")
        .containsKeys("audit.jsonl", "audit.head", "db/CURRENT")
        .doesNotContainKeys("lock", "audit.lock", "backup.lock")
        .containsEntry("ca/ca.key", "rw-------");
    assertThat(restore()).as(fixture.err()).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(restored)))
        .isEqualTo("rwx------");
    assertThat(content(restored)).containsEntry("ca/ca.key", "rw-------");
  }

  @Test
  void aRestoreOverwritesNothingButAnEmptyDirectory() throws Exception {
    leave();
    assertThat(backUp()).isZero();
    Path mine = Files.createDirectory(restored).resolve("mine");
    Files.writeString(mine, "mine");
    assertThat(restore()).isEqualTo(1);
    assertThat(fixture.err()).contains("error: E-EXISTS " + restored);
    assertThat(content(restored)).containsOnlyKeys("mine");
    Files.delete(mine);
    assertThat(restore()).as(fixture.err()).isZero();
    assertThat(restore()).isEqualTo(1);
    assertThat(fixture.err()).contains("E-EXISTS");
  }

  @Test
  void aBackupThatIsDamagedOrNotAllThereIsRefusedAndNothingIsWritten() throws Exception {
    leave();
    assertThat(backUp()).isZero();
    for (String name : content(backup).keySet()) {
      Path file = backup.resolve(name);
      byte[] whole = Files.readAllBytes(file);
      Files.delete(file);
      refused(name);
      byte[] flipped = whole.length == 0 ? new byte[1] : whole.clone();
      flipped[flipped.length / 2] ^= 1;
      Files.write(file, flipped);
      refused(name);
      Files.write(file, whole);
    }
    Path more = Files.writeString(backup.resolve("data/ca/more.crt"), "");
    refused("ca/more.crt was added");
    Files.delete(more);
    assertThat(restore()).as(fixture.err()).isZero();
  }

  private void refused(String what) {
    assertThat(restore()).as(what).isEqualTo(1);
    assertThat(fixture.err())
        .contains("error: E-BACKUP " + backup)
        .contains(what.equals("backup.json") ? " is " : what.replaceFirst("^data/", ""))
        .contains("next: ");
    assertThat(restored).doesNotExist();
  }

  @Test
  void aBackupGoesNowhereWhereSomethingIsAndComesFromNowhereElse() throws Exception {
    leave();
    Files.createDirectory(backup);
    assertThat(backUp()).isEqualTo(1);
    assertThat(fixture.err()).contains("error: E-EXISTS " + backup);
    Files.delete(backup);
    Path elsewhere = backup;
    backup = data.resolve("backup");
    assertThat(backUp()).isEqualTo(1);
    assertThat(fixture.err()).contains("error: E-IN-DATA " + backup);
    assertThat(backup).doesNotExist();
    backup = elsewhere;
    data = directory;
    assertThat(backUp()).isEqualTo(1);
    assertThat(fixture.err()).contains("error: E-NO-DATA " + directory);
    assertThat(backup).doesNotExist();
  }

  @Test
  void whatAnInterruptedBackupLeftIsNoBackupAndIsInNobodysWay() throws Exception {
    leave();
    Path left = Files.createDirectories(directory.resolve(".backup.tmp/data/ca"));
    Files.writeString(left.resolve("ca.key"), "half a key");
    assertThat(run("restore", directory.resolve(".backup.tmp"), "--data", restored)).isEqualTo(1);
    assertThat(fixture.err()).contains("it is none, or a part of one");
    assertThat(backUp()).as(fixture.err()).isZero();
    assertThat(directory.resolve(".backup.tmp")).doesNotExist();
    assertThat(restore()).as(fixture.err()).isZero();
  }
}
