package lockstep.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import lockstep.images.identity.CertifiedMachine;
import lockstep.server.fleet.DatabaseFleetStore;
import lockstep.server.fleet.Fleet;
import lockstep.server.fleet.HistoryLimits;
import lockstep.server.fleet.JoinTokens;
import lockstep.server.fleet.MachineId;
import lockstep.server.fleet.MachineKey;
import lockstep.server.store.Database;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenewalLedgerTest {
  @TempDir Path directory;
  private Instant now = Instant.parse("2026-11-22T12:00:00Z");

  @Test
  void aRenewalIsRecordedAndOnesThatFollowTheSameDayAreNot() throws Exception {
    List<String> recorded = new ArrayList<>();
    Enrolment.Ledger ledger =
        new Enrolment.Ledger() {
          @Override
          public void enrols(MachineId machine) throws IOException {
            throw new IOException("nobody enrols here");
          }

          @Override
          public void renews(MachineId machine) {
            recorded.add(machine.value());
          }
        };
    try (Database database = Database.open(directory)) {
      Fleet fleet = new Fleet(new DatabaseFleetStore(database, HistoryLimits.DEFAULT.lines()));
      CertificateAuthority authority = CertificateAuthority.open(directory, () -> now);
      FleetTrust trust = new FleetTrust(directory, authority.certificate());
      Enrolment enrolment = new Enrolment(authority, fleet, new JoinTokens(database), trust);
      var pair = EnrolledMachine.keyPair();
      MachineKey machine =
          new MachineKey(new MachineId("m1"), CertifiedMachine.fingerprint(pair.getPublic()));
      fleet.enrol(machine, List.of(), authority.expiry(), false, now);
      byte[] request = EnrolledMachine.request(EnrolledMachine.keyPair());

      assertThat(enrolment.renew(machine, request, ledger))
          .isInstanceOf(Enrolment.Answer.Certified.class);
      assertThat(recorded).as("it has just enrolled").isEmpty();

      now = now.plus(Duration.ofDays(40));
      for (int times = 0; times < 3; times++) {
        assertThat(enrolment.renew(machine, request, ledger))
            .isInstanceOf(Enrolment.Answer.Certified.class);
      }
      assertThat(recorded).containsExactly("m1");

      MachineKey stranger =
          new MachineKey(
              new MachineId("m2"),
              CertifiedMachine.fingerprint(EnrolledMachine.keyPair().getPublic()));
      assertThat(enrolment.renew(stranger, request, ledger))
          .isInstanceOf(Enrolment.Answer.Wrong.class);
      assertThat(recorded).containsExactly("m1");
    }
  }
}
