package lockstep.server.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lockstep.images.ContentHash;
import lockstep.proto.CheckInMsg;
import lockstep.proto.MachineMsg;
import lockstep.proto.OutcomeMsg;
import lockstep.proto.PastMsg;
import lockstep.proto.ReportMsg;
import lockstep.server.store.Change;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every [FleetStore] must do. Extend it once for each.
abstract class FleetStoreContract {
  private static final int KEPT = 5;
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  @TempDir Path directory;
  private FleetStore store;
  private Closeable closing;

  /// @param store nothing is said to it any more once `closing` was closed
  record Opened(FleetStore store, Closeable closing) {}

  /// What was kept in `directory`, or nothing yet.
  ///
  /// @param keptLines of each machine's history
  abstract Opened open(Path directory, int keptLines) throws IOException;

  @BeforeEach
  void open() throws IOException {
    open(KEPT);
  }

  private void open(int keptLines) throws IOException {
    Opened opened = open(directory, keptLines);
    store = opened.store();
    closing = opened.closing();
  }

  @AfterEach
  void close() throws IOException {
    closing.close();
  }

  private void reopen() throws IOException {
    close();
    open();
  }

  private static MachineId id(String name) {
    return new MachineId(name);
  }

  private static MachineMsg machine(String name) {
    return MachineMsg.newBuilder().setMachine(name).build();
  }

  private void put(String name) throws IOException {
    String said = store.update(id(name), _ -> Change.to(machine(name), "it is there"));
    assertThat(said).isEqualTo("it is there");
  }

  private static MachineMsg counted(MachineMsg machine) {
    return machine.toBuilder().setCheckIns(machine.getCheckIns() + 1).build();
  }

  @Test
  void whatAnUpdateAnsweredIsThereAfterReopening() throws IOException {
    put("m1");
    reopen();
    assertThat(store.machine(id("m1"))).contains(machine("m1"));
    assertThat(store.machine(id("m2"))).isEmpty();
    assertThat(store.size()).isOne();
  }

  @Test
  void anUpdateIsGivenWhatTheOneBeforeItLeft() throws IOException {
    assertThat(store.<Boolean>update(id("m1"), before -> Change.none(before.isEmpty()))).isTrue();
    put("m1");
    assertThat(store.<Object>update(id("m1"), before -> Change.none(before.orElseThrow())))
        .isEqualTo(machine("m1"));
  }

  @Test
  void anUpdateThatChangesNothingLeavesNothing() throws IOException {
    assertThat(store.<String>update(id("m1"), _ -> Change.none("seen"))).isEqualTo("seen");
    assertThat(store.machine(id("m1"))).isEmpty();
    assertThat(store.size()).isZero();
  }

  @Test
  void anUpdateThatFailsLeavesWhatWasThereAndTheNextOneGoesOn() throws IOException {
    put("m1");
    assertThatThrownBy(() ->
            store.update(
                id("m1"),
                _ -> {
                  throw new IllegalStateException("on purpose");
                }))
        .hasMessage("on purpose");
    assertThat(store.machine(id("m1"))).contains(machine("m1"));
    put("m1");
  }

  @Test
  void updatesOfOneMachineAreNotLostBetweenThreads() throws Exception {
    put("m1");
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        all.add(
            threads.submit(() ->
                store.update(
                    id("m1"), before -> Change.to(counted(before.orElseThrow()), "counted"))));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertThat(store.machine(id("m1")).orElseThrow().getCheckIns()).isEqualTo(200);
  }

  @Test
  void machinesAreShownByIdWhateverTheirOrderOfComing() throws IOException {
    for (String name : List.of("m2", "M1", "m10", "m1", "a")) {
      put(name);
    }
    List<String> shown = new ArrayList<>();
    store.forEach(machine -> shown.add(machine.getMachine()));
    assertThat(shown).containsExactly("M1", "a", "m1", "m10", "m2");
  }

  /// The machine says something that it did not say before, at this time.
  private void says(String name, int number, long time) throws IOException {
    PastMsg line = PastMsg.newBuilder().setPath("line " + number).setLastEpochSeconds(time).build();
    store.<Boolean>update(
        id(name),
        before ->
            Change.to(
                before.orElse(machine(name)).toBuilder()
                    .setLatest(line)
                    .setLatestNumber(number)
                    .build(),
                true));
  }

  private List<String> history(String name) throws IOException {
    return store.history(id(name)).stream()
        .map(line -> line.getPath() + " at " + line.getLastEpochSeconds())
        .toList();
  }

  @Test
  void aHistoryIsWhatWasSaidTheOldestFirstAlsoAfterReopening() throws IOException {
    says("m1", 1, 10);
    says("m10", 1, 15);
    says("m1", 2, 20);
    says("m1", 2, 25);
    says("m1", 3, 5); // a clock was set back
    List<String> said = List.of("line 1 at 10", "line 2 at 25", "line 3 at 5");
    assertThat(history("m1")).isEqualTo(said);
    assertThat(history("m10")).containsExactly("line 1 at 15");
    assertThat(history("m")).isEmpty();
    reopen();
    assertThat(history("m1")).isEqualTo(said);
  }

  @Test
  void anUpdateOfAnythingElseSaysNothing() throws IOException {
    says("m1", 1, 10);
    store.<Boolean>update(id("m1"), before -> Change.to(counted(before.orElseThrow()), true));
    put("m2");
    assertThat(history("m1")).containsExactly("line 1 at 10");
    assertThat(history("m2")).isEmpty();
  }

  @Test
  void aHistoryIsNeverLongerThanItMayBe() throws IOException {
    for (int number = 1; number <= 3 * KEPT; number++) {
      says("m1", number, number);
      says("m1", number, number + 1);
      assertThat(history("m1")).hasSize(Math.min(number, KEPT));
    }
    assertThat(history("m1")).first().isEqualTo("line 11 at 12");
    assertThat(history("m1")).last().isEqualTo("line 15 at 16");
  }

  @Test
  void whatWasNotSaidForLongIsForgottenButTheNewestIsNot() throws IOException {
    says("old", 1, 10);
    says("old", 2, 20);
    says("m1", 1, 10);
    says("m1", 2, 30);
    says("m1", 3, 29);
    says("m1", 4, 40);
    store.forgetHistory(Instant.ofEpochSecond(30));
    assertThat(history("old")).containsExactly("line 2 at 20");
    assertThat(history("m1")).containsExactly("line 2 at 30", "line 4 at 40");
    reopen();
    assertThat(history("old")).containsExactly("line 2 at 20");
  }

  @Test
  void aHistoryThatMayBeShorterFromNowOnIsCut() throws IOException {
    for (int number = 1; number <= KEPT; number++) {
      says("m1", number, number);
    }
    close();
    open(2);
    store.forgetHistory(Instant.EPOCH);
    assertThat(history("m1")).containsExactly("line 4 at 4", "line 5 at 5");
    says("m1", 6, 6);
    assertThat(history("m1")).containsExactly("line 5 at 5", "line 6 at 6");
  }

  @Test
  void aRemovedMachineIsGoneWithAllItSaid() throws IOException {
    says("m1", 1, 1);
    says("m1", 2, 2);
    says("m2", 1, 1);
    assertThat(store.remove(id("m1"), _ -> false)).isPresent();
    assertThat(store.size()).isEqualTo(2);
    assertThat(store.remove(id("m1"), _ -> true)).isPresent();
    assertThat(store.remove(id("m1"), _ -> true)).isEmpty();
    for (int k = 0; k < 2; k++) {
      assertThat(store.machine(id("m1"))).isEmpty();
      assertThat(history("m1")).isEmpty();
      assertThat(history("m2")).hasSize(1);
      assertThat(store.size()).isOne();
      assertThat(glanced(NOON)).hasSize(1);
      reopen();
    }
  }

  /// What is counted from glances is what the records say, at all times, through everything that can befall a machine.
  @Test
  void glancesSayWhatTheRecordsSay() throws IOException {
    Random random = new Random(7);
    Life life = new Life(random);
    for (int round = 0; round < 20; round++) {
      for (int step = 0; step < 25; step++) {
        life.step();
      }
      if (round % 10 == 9) {
        reopen();
      }
      for (Duration ahead : List.of(Duration.ZERO, Duration.ofHours(1), Duration.ofDays(80))) {
        Instant then = life.now.plus(ahead).minusSeconds(random.nextInt(4000));
        assertThat(glanced(then)).containsExactlyInAnyOrderElementsOf(recorded(then));
      }
    }
    assertThat(recorded(life.now).stream().distinct().count()).isGreaterThan(5);
  }

  private List<String> glanced(Instant then) throws IOException {
    List<String> all = new ArrayList<>();
    store.glance(glance ->
        all.add(
            "%s %s %s %s"
                .formatted(
                    glance.state(then), glance.identity(then), glance.outcome(), glance.image())));
    return all;
  }

  private List<String> recorded(Instant then) throws IOException {
    List<String> all = new ArrayList<>();
    store.forEach(machine -> {
      ReportMsg report = machine.getLastReport();
      all.add(
          "%s %s %s %s"
              .formatted(
                  Standing.of(machine, then).state(),
                  IdentityState.of(machine.getIdentity(), then),
                  machine.getCheckIns() == 0
                      ? "silent"
                      : report.getOutcome().name().toLowerCase(Locale.ROOT),
                  report.getImage().isEmpty() ? "none" : report.getImage()));
    });
    return all;
  }

  /// What befalls a few machines.
  private final class Life {
    private final Random random;
    private Instant now = NOON;
    private long counter;

    Life(Random random) {
      this.random = random;
    }

    void step() throws IOException {
      Fleet fleet = new Fleet(store);
      MachineKey machine = key("m" + random.nextInt(12));
      now = now.plusSeconds(random.nextInt(1200));
      switch (random.nextInt(20)) {
        case 0 -> fleet.revoke(machine.id(), "ana", "sold", now);
        case 1 -> check(fleet, machine, 1); // at most the second time
        case 2 -> fleet.enrol(key(machine, "other"), List.of(), now, false, now);
        default -> {
          fleet.enrol(machine, List.of(), now.plus(Duration.ofDays(90)), false, now);
          counter++;
          check(fleet, machine, counter);
        }
      }
    }

    private void check(Fleet fleet, MachineKey machine, long number) throws IOException {
      OutcomeMsg[] outcomes = {
        OutcomeMsg.CONVERGED, OutcomeMsg.CONVERGED, OutcomeMsg.FAILED, OutcomeMsg.DEFERRED
      };
      ReportMsg report =
          ReportMsg.newBuilder()
              .setOutcome(outcomes[random.nextInt(outcomes.length)])
              .setImage(random.nextInt(5) == 0 ? "" : "blue")
              .setWantedImage("blue")
              .setChanged(1)
              .setNextPollSeconds(random.nextInt(3) * 900)
              .build();
      fleet.recordCheckIn(
          machine,
          CheckInMsg.newBuilder()
              .setMachine(machine.id().value())
              .setCounter(number)
              .setReport(report)
              .build(),
          now);
    }

    private static MachineKey key(String name) {
      return new MachineKey(id(name), ContentHash.of(name.getBytes(StandardCharsets.UTF_8)));
    }

    private static MachineKey key(MachineKey machine, String text) {
      return new MachineKey(machine.id(), ContentHash.of(text.getBytes(StandardCharsets.UTF_8)));
    }
  }
}
