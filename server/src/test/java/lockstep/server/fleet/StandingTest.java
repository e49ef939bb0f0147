package lockstep.server.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import lockstep.images.ContentHash;
import lockstep.proto.CheckInMsg;
import lockstep.proto.DriftMsg;
import lockstep.proto.FleetDriftMsg;
import lockstep.proto.MachineMsg;
import lockstep.proto.OrderMsg;
import lockstep.proto.OutcomeMsg;
import lockstep.proto.PastMsg;
import lockstep.proto.ProblemMsg;
import lockstep.proto.ReportMsg;
import lockstep.server.store.Database;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is made of what machines report, over a real database.
class StandingTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final int POLL = 900;
  private static final int KEPT = 30;

  @TempDir Path directory;
  private Database database;
  private Fleet fleet;
  private Instant now = NOON;
  private long counter;

  @BeforeEach
  void open() throws Exception {
    database = Database.open(directory);
    fleet = new Fleet(new DatabaseFleetStore(database, KEPT));
    enrol("m");
  }

  @AfterEach
  void close() throws Exception {
    database.close();
  }

  private static MachineKey key(String name) {
    return new MachineKey(
        new MachineId(name), ContentHash.of(name.getBytes(StandardCharsets.UTF_8)));
  }

  private void enrol(String name) throws Exception {
    fleet.enrol(key(name), List.of(), now.plus(Duration.ofDays(90)), false, now);
  }

  private static ReportMsg.Builder report(OutcomeMsg outcome, String image) {
    return ReportMsg.newBuilder()
        .setOutcome(outcome)
        .setImage(image)
        .setLabel(image)
        .setWantedImage("blue")
        .setNextPollSeconds(POLL);
  }

  private static ReportMsg.Builder right() {
    return report(OutcomeMsg.UNCHANGED, "blue");
  }

  private static ReportMsg.Builder failed(String code) {
    return report(OutcomeMsg.FAILED, "")
        .addProblems(
            ProblemMsg.newBuilder().setCode(code).setPath("/usr").setMessage("the disk is full"));
  }

  private void says(String machine, ReportMsg.Builder report) throws Exception {
    counter++;
    CheckInMsg message =
        CheckInMsg.newBuilder().setMachine(machine).setCounter(counter).setReport(report).build();
    assertThat(fleet.recordCheckIn(key(machine), message, now))
        .isInstanceOf(CheckIn.Recorded.class);
    now = now.plusSeconds(POLL);
  }

  private MachineMsg machine() throws Exception {
    return fleet.machine(new MachineId("m")).orElseThrow();
  }

  private List<PastMsg> past() throws Exception {
    return fleet.history(new MachineId("m"));
  }

  private Standing standing() throws Exception {
    return Standing.of(machine(), now);
  }

  @Test
  void aMachineThatNeverReportedIsNew() throws Exception {
    assertThat(standing()).isEqualTo(new Standing(MachineState.NEW, NOON, ""));
  }

  @Test
  void aMachineOnItsImageIsRightSinceItSaidSoFirst() throws Exception {
    says("m", right());
    says("m", right());
    says("m", right());
    assertThat(standing()).isEqualTo(new Standing(MachineState.RIGHT, NOON, ""));
    assertThat(past()).hasSize(1);
    assertThat(past().getFirst().getTimes()).isEqualTo(3);
  }

  @Test
  void aMachineIsSilentWhenItMissedThreeOfItsPolls() throws Exception {
    says("m", right());
    now = NOON.plusSeconds(3 * POLL);
    assertThat(standing().state()).isEqualTo(MachineState.RIGHT);
    now = now.plusSeconds(1);
    assertThat(standing().state()).isEqualTo(MachineState.SILENT);
    assertThat(standing().since()).isEqualTo(NOON);
    assertThat(standing().reason()).contains(NOON.plusSeconds(3 * POLL).toString());
  }

  @Test
  void aMachineWithAShortIntervalIsNotSilentWhileItConverges() throws Exception {
    says("m", right().setNextPollSeconds(1));
    now = NOON.plus(Duration.ofMinutes(10));
    assertThat(standing().state()).isEqualTo(MachineState.RIGHT);
    now = now.plusSeconds(1);
    assertThat(standing().state()).isEqualTo(MachineState.SILENT);
  }

  @Test
  void aMachineWithoutAScheduleIsSilentAfterADay() throws Exception {
    says("m", right().setNextPollSeconds(0));
    now = NOON.plus(Duration.ofHours(25));
    assertThat(standing().state()).isEqualTo(MachineState.RIGHT);
    now = now.plusSeconds(1);
    assertThat(standing().state()).isEqualTo(MachineState.SILENT);
  }

  @Test
  void anIntervalThatNoMachineHasIsNoReasonToFail() throws Exception {
    says("m", right().setNextPollSeconds(-1));
    assertThat(standing().state()).isEqualTo(MachineState.RIGHT);
  }

  @Test
  void theSameFailureThreeTimesIsStuckAndAnotherOneIsNot() throws Exception {
    says("m", failed("E-DISK"));
    says("m", failed("E-DISK"));
    assertThat(standing().state()).isEqualTo(MachineState.FAILED);
    assertThat(standing().reason()).isEqualTo("E-DISK /usr: the disk is full");
    says("m", failed("E-DISK"));
    assertThat(standing().state()).isEqualTo(MachineState.STUCK);
    assertThat(standing().since()).isEqualTo(NOON);
    assertThat(standing().reason()).startsWith("3 times: E-DISK");
    says("m", failed("E-RACE"));
    assertThat(standing().state()).isEqualTo(MachineState.FAILED);
    says("m", right());
    assertThat(standing().state()).isEqualTo(MachineState.RIGHT);
  }

  @Test
  void aMachineThatIsBroughtBackAgainAndAgainIsFlapping() throws Exception {
    for (int k = 0; k < 3; k++) {
      says("m", report(OutcomeMsg.CONVERGED, "blue").setChanged(1));
      says("m", right());
    }
    assertThat(standing().state()).isEqualTo(MachineState.RIGHT);
    says("m", report(OutcomeMsg.CONVERGED, "blue").setChanged(1));
    assertThat(standing().state()).isEqualTo(MachineState.FLAPPING);
    assertThat(standing().since()).isEqualTo(NOON);
    now = now.plus(Duration.ofHours(23));
    says("m", right());
    assertThat(standing().state()).isEqualTo(MachineState.RIGHT);
  }

  @Test
  void whoIsSentToAndFroIsNotFlapping() throws Exception {
    for (int k = 0; k < 4; k++) {
      says("m", report(OutcomeMsg.CONVERGED, "blue").setChanged(9));
      says("m", report(OutcomeMsg.CONVERGED, "red").setWantedImage("red").setChanged(9));
    }
    assertThat(standing().state()).isEqualTo(MachineState.RIGHT);
  }

  @Test
  void whoGaveItsImageBackIsNotRightOnTheOther() throws Exception {
    says(
        "m",
        right().addProblems(ProblemMsg.newBuilder().setCode("E-HELD").setMessage("E-PROBE: no")));
    assertThat(standing())
        .isEqualTo(new Standing(MachineState.UNDONE, NOON, "E-HELD: E-PROBE: no"));
  }

  @Test
  void whoWaitsForTheOtherImageDoesNotDrift() throws Exception {
    says("m", report(OutcomeMsg.DEFERRED, "red").setDifferences(9));
    assertThat(FleetDrift.of(fleet, now).getMachines()).isZero();
    says("m", report(OutcomeMsg.DEFERRED, "").setDifferences(9));
    assertThat(FleetDrift.of(fleet, now).getMachines()).isEqualTo(1);
  }

  @Test
  void eachOutcomeHasItsState() throws Exception {
    says("m", report(OutcomeMsg.UNDONE, "").addProblems(ProblemMsg.newBuilder().setCode("E-X")));
    assertThat(standing().state()).isEqualTo(MachineState.UNDONE);
    says("m", report(OutcomeMsg.DEFERRED, "").addProblems(ProblemMsg.newBuilder().setCode("E-Y")));
    assertThat(standing().state()).isEqualTo(MachineState.WAITING);
    says("m", report(OutcomeMsg.OUTCOME_UNKNOWN, "").setDifferences(7));
    assertThat(standing())
        .satisfies(differs -> {
          assertThat(differs.state()).isEqualTo(MachineState.DIFFERS);
          assertThat(differs.reason()).isEqualTo("7 paths differ");
        });
  }

  @Test
  void aCopyAndARevokedMachineComeBeforeAllElse() throws Exception {
    says("m", failed("E-DISK"));
    counter--;
    CheckInMsg repeated = CheckInMsg.newBuilder().setMachine("m").setCounter(counter + 1).build();
    assertThat(fleet.recordCheckIn(key("m"), repeated, now)).isInstanceOf(CheckIn.Repeated.class);
    assertThat(standing().state()).isEqualTo(MachineState.CLONED);
    fleet.revoke(new MachineId("m"), "ana", "sold", now);
    assertThat(standing()).isEqualTo(new Standing(MachineState.REVOKED, now, "by ana: sold"));
  }

  @Test
  void thePastIsBoundedAndKeepsTheNewest() throws Exception {
    for (int k = 0; k < 2 * KEPT; k++) {
      says("m", failed("E-" + k));
    }
    assertThat(past()).hasSize(KEPT);
    assertThat(past().getFirst().getProblem()).isEqualTo("E-" + KEPT);
    assertThat(past().getLast().getProblem()).isEqualTo("E-" + (2 * KEPT - 1));
  }

  @Test
  void anEndlessTextIsOneShortLine() throws Exception {
    says("m", failed("E-" + "x".repeat(1000)).setLabel("l".repeat(1000)));
    assertThat(past().getFirst().getSerializedSize()).isLessThan(500);
  }

  @Test
  void whatManyMachinesShareIsOneLine() throws Exception {
    DriftMsg sshd =
        DriftMsg.newBuilder()
            .setPath("/etc/ssh/sshd_config")
            .setKind("change")
            .setReason("content")
            .setFound(ByteString.copyFrom(new byte[ContentHash.BYTES]))
            .build();
    DriftMsg own = sshd.toBuilder().setPath("/etc/motd").build();
    for (int k = 0; k < 7; k++) {
      enrol("m" + k);
      ReportMsg.Builder report = failed("E-FIGHT").setDifferences(1).addDrift(sshd);
      says("m" + k, k == 3 ? report.setDifferences(2).addDrift(own) : report);
    }
    enrol("gone");
    says("gone", failed("E-FIGHT").setDifferences(1).addDrift(sshd));
    fleet.revoke(new MachineId("gone"), "ana", "sold", now);
    says("m", right());

    FleetDriftMsg drift = FleetDrift.of(fleet, now);

    assertThat(drift.getMachines()).isEqualTo(7);
    assertThat(drift.getSharedList()).hasSize(2);
    assertThat(drift.getShared(0).getDrift()).isEqualTo(sshd);
    assertThat(drift.getShared(0).getMachines()).isEqualTo(7);
    assertThat(drift.getShared(0).getNamesList()).containsExactly("m0", "m1", "m2", "m3", "m4");
    assertThat(drift.getShared(1).getDrift()).isEqualTo(own);
    assertThat(drift.getShared(1).getNamesList()).containsExactly("m3");
    assertThat(drift.getLeftOff()).isZero();
  }

  private static OrderMsg pin(String image, Instant until) {
    return OrderMsg.newBuilder()
        .setImage(image)
        .setExpiresEpochSeconds(until.getEpochSecond())
        .build();
  }

  @Test
  void anOrderIsToldUntilItIsLiftedAndEveryOneHasANumberOfItsOwn() throws Exception {
    MachineId id = new MachineId("m");
    assertThat(Fleet.assignment(machine(), now).hasOrder()).isFalse();
    fleet.order(id, OrderMsg.newBuilder().setImage("blue").setForce(true).build(), now);
    assertThat(Fleet.assignment(machine(), now).getOrder().getNumber()).isEqualTo(1);
    says("m", right());
    assertThat(Fleet.assignment(machine(), now).getOrder().getImage()).isEqualTo("blue");

    fleet.lift(id, "ana", "", now);
    assertThat(Fleet.assignment(machine(), now).hasOrder()).isFalse();
    fleet.lift(id, "ana", "", now);
    assertThat(machine().getOrder().getNumber()).as("lifted once").isEqualTo(2);

    fleet.order(id, pin("red", now.plusSeconds(60)), now);
    assertThat(Fleet.assignment(machine(), now).getOrder().getNumber()).isEqualTo(3);
    assertThat(Fleet.assignment(machine(), now.plusSeconds(59)).hasOrder()).isTrue();
    assertThat(Fleet.assignment(machine(), now.plusSeconds(60)).hasOrder()).isFalse();
    assertThat(fleet.order(new MachineId("nobody"), pin("red", now), now)).isEmpty();
    assertThat(fleet.lift(new MachineId("nobody"), "ana", "", now)).isEmpty();
  }

  @Test
  void anOrderStandsWhileItsImageIsPublishedAndAForceInItsReleaseOnly() {
    OrderMsg pin = pin("blue", NOON.plusSeconds(60));
    assertThat(Orders.stands(pin, 7, true, NOON)).isTrue();
    assertThat(Orders.stands(pin, 7, false, NOON)).isFalse();
    assertThat(Orders.stands(pin, 7, true, NOON.plusSeconds(60))).isFalse();
    OrderMsg force = OrderMsg.newBuilder().setImage("blue").setForce(true).setRelease(7).build();
    assertThat(Orders.stands(force, 7, true, NOON)).isTrue();
    assertThat(Orders.stands(force, 8, true, NOON)).isFalse();
    assertThat(Orders.stands(OrderMsg.getDefaultInstance(), 0, true, NOON)).isFalse();
  }
}
