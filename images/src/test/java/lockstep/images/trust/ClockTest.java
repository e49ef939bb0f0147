package lockstep.images.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// docs/threats.md S7: a clock that is behind what was signed is told so, and brings back nothing that has expired.
class ClockTest {
  @TempDir Path directory;
  private final RepositorySimulator repository = new RepositorySimulator();
  private final Duration day = Duration.ofDays(1);
  private Instant signed;
  private Machine machine;

  @BeforeEach
  void aMachineThatHasRefreshed() throws IOException {
    machine = new Machine(directory, repository);
    signed = repository.now;
    signTimestampAt(signed);
    machine.refresh();
  }

  private void signTimestampAt(Instant time) {
    repository.timestamp.edit =
        json -> SimulatedRole.with(json, TrustedMetadata.SIGNED_AT, time.toString());
    repository.publishTimestamp();
  }

  @Test
  void aClockFarBehindTheTimestampInForceIsRefusedAndARightOneGoesOn() throws IOException {
    for (Instant wrong :
        List.of(
            Instant.EPOCH, signed.minus(day.multipliedBy(9)), signed.minus(day).minusNanos(1))) {
      repository.now = wrong;
      machine.refuses(Refusal.CLOCK);
    }

    repository.now = signed.minus(day);
    assertThat(machine.refresh().timestampVersion()).isEqualTo(2);
  }

  /// It is the clock that is told, not what it makes of expiries.
  @Test
  void aClockFarBehindIsToldBeforeAnExpiryIsAndWithoutATimestampBeingFetched() throws IOException {
    repository.timestamp.expires = signed.minus(day.multipliedBy(9));
    repository.publishTimestamp();
    repository.now = signed.minus(day.multipliedBy(8));

    machine.refuses(Refusal.CLOCK);

    assertThat(repository.requests).containsExactly("2.root.json");
  }

  @Test
  void aNewTimestampThatWasSignedFarAheadOfTheClockIsRefusedAndNotKept() throws IOException {
    signTimestampAt(signed.plus(day).plusSeconds(1));
    machine.refuses(Refusal.CLOCK);

    signTimestampAt(signed.plus(day));
    assertThat(machine.refresh().timestampVersion()).isEqualTo(4);
  }

  /// Within the day that is tolerated, the clock that went back is not believed either.
  @Test
  void whatExpiredBeforeTheTimestampInForceWasSignedStaysExpired() throws IOException {
    repository.snapshot.expires = signed.plusSeconds(100);
    repository.publishSnapshot();
    machine.refresh();
    repository.snapshot.expires = repository.later;
    signTimestampAt(signed.plusSeconds(99));
    assertThat(machine.refresh().refreshedAt()).isEqualTo(signed);
    assertThat(machine.refresh().refreshedAt()).isEqualTo(signed.plusSeconds(99));

    signTimestampAt(signed.plusSeconds(100));
    assertThat(machine.refresh().refreshedAt()).isEqualTo(signed.plusSeconds(99));

    machine.refuses(Refusal.FREEZE);
  }

  @Test
  void aRootThatExpiredBeforeTheTimestampInForceWasSignedStaysExpired() throws IOException {
    repository.root.expires = signed.plusSeconds(50);
    repository.publishRoot();
    signTimestampAt(signed.plusSeconds(50));
    machine.refresh();

    machine.refuses(Refusal.FREEZE);

    repository.root.expires = repository.later;
    repository.publishRoot();
    machine.refresh();
  }

  @Test
  void aTimeSignedByAKeyThatWasReplacedCountsNoMore() throws IOException {
    signTimestampAt(signed.plus(day));
    machine.refresh();
    repository.now = signed.minusSeconds(1);
    machine.refuses(Refusal.CLOCK);

    repository.timestamp.newKeys(1);
    repository.publishRoot();
    signTimestampAt(signed);

    assertThat(machine.refresh().refreshedAt()).isEqualTo(repository.now);
  }

  @Test
  void aTimestampThatDoesNotSayWhenItWasSignedIsOfAnotherRepositoryAndJudgedAsTheSpecificationSays()
      throws IOException {
    repository.timestamp.edit = json -> json;
    repository.publishTimestamp();
    machine.refresh();

    repository.now = Instant.EPOCH;

    assertThat(machine.refresh().refreshedAt()).isEqualTo(Instant.EPOCH);
  }

  /// Otherwise nobody could look at an old copy of a repository.
  @Test
  void aTimelessClientSeesTheSameWhateverHasExpired() throws IOException {
    repository.targets.expires = signed.minus(day);
    repository.snapshot.expires = signed.minus(day);
    repository.publishTargets();
    TrustClient client = TrustClient.timeless(repository);
    client.init(repository.firstRoot());

    assertThat(client.refresh().timestampVersion()).isEqualTo(3);
    assertThat(client.refresh().timestampVersion()).isEqualTo(3);
  }

  @Test
  void aTimeThatIsNoneIsRefused() throws IOException {
    repository.timestamp.edit =
        json -> SimulatedRole.with(json, TrustedMetadata.SIGNED_AT, "yesterday");
    repository.publishTimestamp();

    machine.refuses(Refusal.METADATA);
  }
}
