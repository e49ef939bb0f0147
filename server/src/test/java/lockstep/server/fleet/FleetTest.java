package lockstep.server.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import lockstep.proto.CheckInMsg;
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

  @TempDir Path directory;
  private Database database;
  private Fleet fleet;

  @BeforeEach
  void open() throws IOException {
    database = Database.open(directory);
    fleet = new Fleet(database, 3);
  }

  @AfterEach
  void close() throws IOException {
    database.close();
  }

  private static CheckInMsg checkIn(String machine) {
    return CheckInMsg.newBuilder()
        .setMachine(machine)
        .setHostname(machine + ".example")
        .setReport(ReportMsg.newBuilder().setOutcome(OutcomeMsg.CONVERGED).setDifferences(7))
        .build();
  }

  private static CheckInMsg troubled(String machine, ProblemMsg problem, int times) {
    CheckInMsg plain = checkIn(machine);
    ReportMsg report =
        plain.getReport().toBuilder().addAllProblems(Collections.nCopies(times, problem)).build();
    return plain.toBuilder().setReport(report).build();
  }

  private static MachineId id(String text) {
    return new MachineId(text);
  }

  @Test
  void anAcknowledgedCheckInIsThereAfterReopening() throws IOException {
    fleet.recordCheckIn(checkIn("m1"), NOON);
    fleet.recordCheckIn(checkIn("m1"), NOON.plusSeconds(60));
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
    fleet.recordCheckIn(troubled("m2", ProblemMsg.newBuilder().setCode("E-DISK").build(), 1), NOON);
    fleet.recordCheckIn(checkIn("m1"), NOON);
    assertThat(fleet.machines()).extracting(MachineMsg::getMachine).containsExactly("m1", "m2");
    assertThat(fleet.machines()).allMatch(m -> m.getLastReport().getProblemsCount() == 0);
    assertThat(fleet.machine(id("m2")).orElseThrow().getLastReport().getProblemsCount()).isOne();
    assertThat(fleet.machine(id("m3"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "-m", ".", "..", "a/b", "a\nb", "m\u0000", "é", "'; drop table", "<b>"})
  void aMachineIdThatIsNoNameIsRefused(String machine) throws IOException {
    assertThat(fleet.recordCheckIn(checkIn(machine), NOON)).isInstanceOf(CheckIn.Refused.class);
    assertThat(fleet.machines()).isEmpty();
  }

  @Test
  void aMachineIdOf128LettersIsTakenAndOneOf129IsNot() throws IOException {
    assertThat(fleet.recordCheckIn(checkIn("m".repeat(128)), NOON))
        .isInstanceOf(CheckIn.Recorded.class);
    assertThat(fleet.recordCheckIn(checkIn("m".repeat(129)), NOON))
        .isInstanceOf(CheckIn.Refused.class);
  }

  @Test
  void hostileTextIsKeptAsDataAndOnlyItsBeginning() throws IOException {
    ProblemMsg problem = ProblemMsg.newBuilder().setMessage("x".repeat(9000)).build();
    String hostname = "\033[2J<script>'; drop table\n" + "🙂".repeat(500);
    fleet.recordCheckIn(
        troubled("m1", problem, 1000).toBuilder().setHostname(hostname).build(), NOON);
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
    assertThat(fleet.recordCheckIn(padded, NOON)).isInstanceOf(CheckIn.Refused.class);
  }

  @Test
  void aFullFleetTakesNoNewMachineButStillHearsTheOnesItHas() throws IOException {
    for (String machine : new String[] {"m1", "m2", "m3"}) {
      fleet.recordCheckIn(checkIn(machine), NOON);
    }
    assertThat(fleet.recordCheckIn(checkIn("m4"), NOON)).isInstanceOf(CheckIn.Refused.class);
    assertThat(fleet.recordCheckIn(checkIn("m3"), NOON)).isInstanceOf(CheckIn.Recorded.class);
    database.close();
    open();
    assertThat(fleet.recordCheckIn(checkIn("m4"), NOON)).isInstanceOf(CheckIn.Refused.class);
  }
}
