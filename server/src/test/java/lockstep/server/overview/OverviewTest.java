package lockstep.server.overview;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import lockstep.images.ContentHash;
import lockstep.proto.CheckInMsg;
import lockstep.proto.CountMsg;
import lockstep.proto.FleetStatusMsg;
import lockstep.proto.OutcomeMsg;
import lockstep.proto.ReportMsg;
import lockstep.server.RepositoryFixture;
import lockstep.server.fleet.DatabaseFleetStore;
import lockstep.server.fleet.Fleet;
import lockstep.server.fleet.HistoryLimits;
import lockstep.server.fleet.MachineId;
import lockstep.server.fleet.MachineKey;
import lockstep.server.repository.RepositoryLayout;
import lockstep.server.store.Database;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverviewTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  @TempDir Path directory;

  private static void report(Fleet fleet, String name, String image) throws Exception {
    MachineKey machine =
        new MachineKey(new MachineId(name), ContentHash.of(name.getBytes(StandardCharsets.UTF_8)));
    fleet.enrol(machine, List.of(), NOON.plus(Duration.ofDays(90)), false, NOON);
    fleet.recordCheckIn(
        machine,
        CheckInMsg.newBuilder()
            .setMachine(name)
            .setCounter(1)
            .setReport(ReportMsg.newBuilder().setOutcome(OutcomeMsg.UNCHANGED).setImage(image))
            .build(),
        NOON);
  }

  private static CountMsg count(String name, long machines) {
    return CountMsg.newBuilder().setName(name).setMachines(machines).build();
  }

  @Test
  void machinesThatEachNameAnImageOfTheirOwnDoNotFillTheScreen() throws Exception {
    RepositoryFixture fixture =
        new RepositoryFixture(Files.createDirectory(directory.resolve("fixture")));
    fixture.build("one");
    fixture.publish("one");
    try (Database database = Database.open(directory.resolve("data"))) {
      Fleet fleet = new Fleet(new DatabaseFleetStore(database, HistoryLimits.DEFAULT.lines()));
      for (int k = 10; k < 70; k++) {
        report(fleet, "odd" + k, "odd" + k);
      }
      report(fleet, "m1", "0123456789abcdef");
      report(fleet, "m2", "0123456789abcdef");
      report(fleet, "m3", "");

      FleetStatusMsg status =
          new Overview(fleet, new RepositoryLayout(fixture.repository).metadata()).at(NOON);

      assertThat(status.getMachines()).isEqualTo(63);
      assertThat(status.getImagesList())
          .hasSize(51)
          .contains(count("0123456789ab", 2), count("none", 1), count("others", 12));
      assertThat(status.getStatesList()).containsExactly(count("differs", 1), count("right", 62));
      assertThat(status.getIdentitiesList()).containsExactly(count("good", 63));
    }
  }
}
