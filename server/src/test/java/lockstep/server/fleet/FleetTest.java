package lockstep.server.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import lockstep.images.ContentHash;
import lockstep.proto.CheckInMsg;
import lockstep.proto.IdentityMsg;
import lockstep.proto.MachineMsg;
import lockstep.proto.OutcomeMsg;
import lockstep.proto.ProblemMsg;
import lockstep.proto.ReportMsg;
import lockstep.server.store.Database;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FleetTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Instant LATER = NOON.plus(Duration.ofDays(90));

  @TempDir Path directory;
  private Database database;
  private Fleet fleet;

  @BeforeEach
  void open() throws IOException {
    database = Database.open(directory);
    fleet = new Fleet(new DatabaseFleetStore(database, HistoryLimits.DEFAULT.lines()), 3);
  }

  @AfterEach
  void close() throws IOException {
    database.close();
  }

  private long counter;

  /// Each with a counter that was not there before.
  private CheckInMsg checkIn(String machine) {
    counter++;
    return CheckInMsg.newBuilder()
        .setMachine(machine)
        .setCounter(counter)
        .setHostname(machine + ".example")
        .setReport(ReportMsg.newBuilder().setOutcome(OutcomeMsg.CONVERGED).setDifferences(7))
        .build();
  }

  private CheckInMsg troubled(String machine, ProblemMsg problem, int times) {
    CheckInMsg plain = checkIn(machine);
    ReportMsg report =
        plain.getReport().toBuilder().addAllProblems(Collections.nCopies(times, problem)).build();
    return plain.toBuilder().setReport(report).build();
  }

  private static MachineId id(String text) {
    return new MachineId(text);
  }

  private static ContentHash key(String text) {
    return ContentHash.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static MachineKey machine(String name) {
    return new MachineKey(id(name), key(name));
  }

  private Enrolled enrol(String name, String key) throws IOException {
    return fleet.enrol(new MachineKey(id(name), key(key)), List.of("canary"), LATER, false, NOON);
  }

  /// Enrols the machine, if it is not yet, and records what it says.
  private CheckIn record(CheckInMsg message, Instant now) throws IOException {
    String name = message.getMachine();
    var _ = enrol(name, name);
    return fleet.recordCheckIn(machine(name), message, now);
  }

  private CheckIn recordAs(String key, CheckInMsg message) throws IOException {
    return fleet.recordCheckIn(new MachineKey(id(message.getMachine()), key(key)), message, NOON);
  }

  private IdentityMsg identity(String name) throws IOException {
    return fleet.machine(id(name)).orElseThrow().getIdentity();
  }

  @Test
  void anAcknowledgedCheckInIsThereAfterReopening() throws IOException {
    record(checkIn("m1"), NOON);
    record(checkIn("m1"), NOON.plusSeconds(60));
    database.close();
    open();
    MachineMsg machine = fleet.machine(id("m1")).orElseThrow();
    assertThat(machine.getFirstSeenEpochSeconds()).isEqualTo(NOON.getEpochSecond());
    assertThat(machine.getLastSeenEpochSeconds()).isEqualTo(NOON.getEpochSecond() + 60);
    assertThat(machine.getCheckIns()).isEqualTo(2);
    assertThat(machine.getLastReport().getDifferences()).isEqualTo(7);
  }

  @Test
  void machinesAreListedByIdWithoutTheirProblems() throws IOException {
    record(troubled("m2", ProblemMsg.newBuilder().setCode("E-DISK").build(), 1), NOON);
    record(checkIn("m1"), NOON);
    assertThat(fleet.machines(Instant.EPOCH))
        .extracting(MachineMsg::getMachine)
        .containsExactly("m1", "m2");
    assertThat(fleet.machines(Instant.EPOCH))
        .allMatch(m -> m.getLastReport().getProblemsCount() == 0);
    assertThat(fleet.machine(id("m2")).orElseThrow().getLastReport().getProblemsCount()).isOne();
    assertThat(fleet.machine(id("m3"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "-m", ".", "..", "a/b", "a\nb", "m\u0000", "é", "'; drop table", "<b>"})
  void aMachineIdThatIsNoNameIsRefused(String machine) {
    assertThat(MachineId.parse(machine)).isEmpty();
  }

  @Test
  void aMachineIdOf128LettersIsTakenAndOneOf129IsNot() throws IOException {
    assertThat(record(checkIn("m".repeat(128)), NOON)).isInstanceOf(CheckIn.Recorded.class);
    assertThat(MachineId.parse("m".repeat(129))).isEmpty();
  }

  @Test
  void hostileTextIsKeptAsDataAndOnlyItsBeginning() throws IOException {
    ProblemMsg problem = ProblemMsg.newBuilder().setMessage("x".repeat(9000)).build();
    String hostname = "\033[2J<script>'; drop table\n" + "🙂".repeat(500);
    record(troubled("m1", problem, 1000).toBuilder().setHostname(hostname).build(), NOON);
    MachineMsg kept = fleet.machine(id("m1")).orElseThrow();
    assertThat(kept.getHostname())
        .startsWith("\033[2J<script>")
        .endsWith("🙂")
        .hasSizeLessThan(257);
    assertThat(kept.getLastReport().getProblemsCount()).isEqualTo(100);
    assertThat(kept.getLastReport().getProblems(0).getMessage()).hasSize(1024);
  }

  @Test
  void fieldsNobodyKnowsCannotFillTheDisk() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    checkIn("m1").writeTo(bytes);
    CodedOutputStream coded = CodedOutputStream.newInstance(bytes);
    coded.writeByteArray(999, new byte[500_000]);
    coded.flush();
    CheckInMsg padded = CheckInMsg.parseFrom(ByteString.copyFrom(bytes.toByteArray()));
    assertThat(record(padded, NOON)).isInstanceOf(CheckIn.Refused.class);
  }

  @Test
  void aFullFleetTakesNoNewMachineButStillHearsTheOnesItHas() throws IOException {
    for (String machine : new String[] {"m1", "m2", "m3"}) {
      record(checkIn(machine), NOON);
    }
    assertThat(enrol("m4", "m4")).isInstanceOf(Enrolled.Refused.class);
    assertThat(record(checkIn("m3"), NOON)).isInstanceOf(CheckIn.Recorded.class);
    database.close();
    open();
    assertThat(enrol("m4", "m4")).isInstanceOf(Enrolled.Refused.class);
  }

  @Test
  void aMachineReportsOnlyAsItself() throws IOException {
    enrol("m1", "m1");
    enrol("m2", "m2");
    assertThat(fleet.recordCheckIn(machine("m1"), checkIn("m2"), NOON))
        .isInstanceOf(CheckIn.Denied.class);
    assertThat(fleet.machine(id("m2")).orElseThrow().getCheckIns()).isZero();
    assertThat(fleet.recordCheckIn(machine("m1"), checkIn("m1"), NOON))
        .isInstanceOf(CheckIn.Recorded.class);
  }

  @Test
  void whoNeverEnrolledIsNotHeard() throws IOException {
    assertThat(fleet.recordCheckIn(machine("m1"), checkIn("m1"), NOON))
        .isInstanceOf(CheckIn.Denied.class);
    assertThat(fleet.machines(Instant.EPOCH)).isEmpty();
  }

  @Test
  void aSecondMachineOfTheSameNameIsKeptOutAndShownAndTheFirstGoesOn() throws IOException {
    enrol("m1", "first");
    assertThat(enrol("m1", "second")).isInstanceOf(Enrolled.NameTaken.class);
    assertThat(recordAs("second", checkIn("m1"))).isInstanceOf(CheckIn.Denied.class);
    assertThat(recordAs("first", checkIn("m1"))).isInstanceOf(CheckIn.Recorded.class);
    assertThat(identity("m1").getContests()).isOne();
    assertThat(identity("m1").getContestedEpochSeconds()).isEqualTo(NOON.getEpochSecond());
  }

  @Test
  void aMachineThatIsSetUpAnewTakesItsNameBackWhereItsTokenSaysSo() throws IOException {
    enrol("m1", "first");
    assertThat(recordAs("first", checkIn("m1"))).isInstanceOf(CheckIn.Recorded.class);
    assertThat(fleet.enrol(new MachineKey(id("m1"), key("second")), List.of(), LATER, true, NOON))
        .isInstanceOf(Enrolled.Joined.class);
    assertThat(recordAs("first", checkIn("m1"))).isInstanceOf(CheckIn.Denied.class);
    assertThat(recordAs("second", checkIn("m1").toBuilder().setCounter(1).build()))
        .isInstanceOf(CheckIn.Recorded.class);
    assertThat(identity("m1").getContests()).isZero();
  }

  @Test
  void theSameMachineMayAskTwice() throws IOException {
    assertThat(enrol("m1", "m1")).isInstanceOf(Enrolled.Joined.class);
    assertThat(enrol("m1", "m1")).isInstanceOf(Enrolled.Joined.class);
    assertThat(identity("m1").getContests()).isZero();
  }

  @Test
  void aCounterThatWasUsedIsRefusedAndTheStateDoesNotMove() throws IOException {
    CheckInMsg first = checkIn("m1");
    CheckInMsg second = checkIn("m1");
    assertThat(record(second, NOON)).isInstanceOf(CheckIn.Recorded.class);
    Instant later = NOON.plusSeconds(60);
    assertThat(fleet.recordCheckIn(machine("m1"), second, later))
        .isInstanceOf(CheckIn.Repeated.class);
    assertThat(fleet.recordCheckIn(machine("m1"), first, later))
        .isInstanceOf(CheckIn.Repeated.class);
    MachineMsg kept = fleet.machine(id("m1")).orElseThrow();
    assertThat(kept.getLastSeenEpochSeconds()).isEqualTo(NOON.getEpochSecond());
    assertThat(kept.getCheckIns()).isOne();
    assertThat(kept.getIdentity().getRepeats()).isEqualTo(2);
    assertThat(kept.getIdentity().getRepeatedEpochSeconds()).isEqualTo(later.getEpochSecond());
    assertThat(record(checkIn("m1"), later)).isInstanceOf(CheckIn.Recorded.class);
  }

  @Test
  void withoutACounterNothingIsHeard() throws IOException {
    enrol("m1", "m1");
    assertThat(
            fleet.recordCheckIn(
                machine("m1"), checkIn("m1").toBuilder().clearCounter().build(), NOON))
        .isInstanceOf(CheckIn.Repeated.class);
  }

  @Test
  void twoMachinesOfOneKeyAreNoticed() throws IOException {
    enrol("m1", "m1");
    CheckInMsg five = checkIn("m1").toBuilder().setCounter(5).build();
    assertThat(recordAs("m1", five)).isInstanceOf(CheckIn.Recorded.class);
    // The disk is copied here: both go on from 5.
    CheckInMsg six = five.toBuilder().setCounter(6).build();
    assertThat(recordAs("m1", six)).isInstanceOf(CheckIn.Recorded.class);
    assertThat(recordAs("m1", six.toBuilder().setHostname("copy").build()))
        .isInstanceOf(CheckIn.Repeated.class);
    assertThat(identity("m1").getRepeats()).isOne();
  }

  @Test
  void aRevokedMachineIsNotHeardAndItsNameIsFree() throws IOException {
    enrol("m1", "first");
    var _ = fleet.revoke(id("m1"), "anna", "stolen", NOON);
    assertThat(recordAs("first", checkIn("m1"))).isInstanceOf(CheckIn.Denied.class);
    assertThat(fleet.renew(new MachineKey(id("m1"), key("first")), key("other"), LATER)).isEmpty();
    assertThat(identity("m1").getRevokedReason()).isEqualTo("stolen");
    assertThat(enrol("m1", "second")).isInstanceOf(Enrolled.Joined.class);
    assertThat(recordAs("second", checkIn("m1").toBuilder().setCounter(1).build()))
        .isInstanceOf(CheckIn.Recorded.class);
    assertThat(recordAs("first", checkIn("m1"))).isInstanceOf(CheckIn.Denied.class);
  }

  @Test
  void aSecondRevocationDoesNotHideTheFirst() throws IOException {
    enrol("m1", "m1");
    var _ = fleet.revoke(id("m1"), "anna", "stolen", NOON);
    var _ = fleet.revoke(id("m1"), "bert", "again", NOON.plusSeconds(5));
    assertThat(identity("m1").getRevokedBy()).isEqualTo("anna");
    assertThat(fleet.revoke(id("m9"), "anna", "typo", NOON)).isEmpty();
  }

  @Test
  void theFirstUseOfANewKeyEndsTheOldOne() throws IOException {
    enrol("m1", "old");
    assertThat(fleet.renew(new MachineKey(id("m1"), key("old")), key("new"), LATER))
        .hasValue(List.of("canary"));
    assertThat(recordAs("old", checkIn("m1"))).isInstanceOf(CheckIn.Recorded.class);
    assertThat(recordAs("new", checkIn("m1"))).isInstanceOf(CheckIn.Recorded.class);
    assertThat(recordAs("old", checkIn("m1"))).isInstanceOf(CheckIn.Denied.class);
    assertThat(recordAs("new", checkIn("m1"))).isInstanceOf(CheckIn.Recorded.class);
  }

  @Test
  void nobodyRenewsForAnother() throws IOException {
    enrol("m1", "m1");
    assertThat(fleet.renew(new MachineKey(id("m1"), key("other")), key("next"), LATER)).isEmpty();
    assertThat(recordAs("next", checkIn("m1"))).isInstanceOf(CheckIn.Denied.class);
  }
}
