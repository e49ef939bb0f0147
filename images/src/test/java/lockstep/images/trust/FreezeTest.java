package lockstep.images.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// docs/threats.md M1 to M4: whatever the path, what is in force at the end is unexpired at the one time taken at the
/// start.
class FreezeTest {
  @TempDir Path directory;
  private final RepositorySimulator repository = new RepositorySimulator();
  private final Duration day = Duration.ofDays(1);
  private Machine machine;

  @BeforeEach
  void aMachineThatHasRefreshed() throws IOException {
    machine = new Machine(directory, repository);
    machine.refresh();
  }

  @Test
  void anOldTimestampThatIsStillValidIsNoNewsAndItsAgeIsKnown() throws IOException {
    repository.now = repository.later.minusSeconds(1);

    TrustedMetadata trusted = machine.refresh();

    assertThat(trusted.timestampVersion()).isEqualTo(1);
    assertThat(trusted.expires()).isEqualTo(repository.later);
    assertThat(trusted.refreshedAt()).isEqualTo(repository.now);
  }

  @Test
  void whatRunsOutFirstIsKnown() throws IOException {
    for (SimulatedRole role :
        new SimulatedRole[] {
          repository.root, repository.timestamp, repository.snapshot, repository.targets
        }) {
      role.expires = repository.now.plus(day);
      repository.publishRoot();
      repository.publishTargets();

      assertThat(machine.refresh().expires()).isEqualTo(repository.now.plus(day));

      role.expires = repository.later;
    }
  }

  @Test
  void anUnchangedTimestampIsRefusedAtTheSecondItExpires() throws IOException {
    repository.timestamp.expires = repository.now.plus(day);
    repository.publishTimestamp();
    repository.now = repository.now.plus(day).minusSeconds(1);
    machine.refresh();

    repository.now = repository.now.plusSeconds(1);

    machine.refuses(Refusal.FREEZE);
  }

  @Test
  void anotherFileOfTheSameVersionDoesNotProlongAnExpiredTimestamp() throws IOException {
    repository.timestamp.expires = repository.now.plus(day);
    repository.publishTimestamp();
    machine.refresh();
    repository.now = repository.now.plus(day);
    repository.timestamp.version--;
    repository.timestamp.expires = repository.later;
    repository.publishTimestamp();

    machine.refuses(Refusal.FREEZE);

    repository.publishTimestamp();
    assertThat(machine.refresh().timestampVersion()).isEqualTo(3);
  }

  @Test
  void aCachedSnapshotThatRunsOutUnderAFreshTimestampIsRefused() throws IOException {
    repository.snapshot.expires = repository.now.plus(day);
    repository.publishSnapshot();
    machine.refresh();
    repository.now = repository.now.plus(day);
    repository.publishTimestamp();

    machine.refuses(Refusal.FREEZE, "timestamp.json");

    repository.snapshot.expires = repository.later;
    repository.publishSnapshot();
    assertThat(machine.refresh().snapshotVersion()).isEqualTo(3);
  }

  @Test
  void cachedTargetsThatRunOutUnderAFreshTimestampAreRefused() throws IOException {
    repository.targets.expires = repository.now.plus(day);
    repository.publishTargets();
    machine.refresh();
    repository.now = repository.now.plus(day);
    repository.publishSnapshot();

    machine.refuses(Refusal.FREEZE, "timestamp.json", "snapshot.json");

    repository.targets.expires = repository.later;
    repository.publishTargets();
    assertThat(machine.refresh().targetsVersion()).isEqualTo(3);
  }

  @Test
  void cachedTargetsThatRunOutUnderAnUnchangedTimestampAreRefused() throws IOException {
    repository.targets.expires = repository.now.plus(day);
    repository.publishTargets();
    machine.refresh();
    repository.now = repository.now.plus(day);

    machine.refuses(Refusal.FREEZE);
  }

  @Test
  void aCachedRootThatRunsOutIsRefused() throws IOException {
    repository.timestamp.expires = repository.later.plus(day);
    repository.snapshot.expires = repository.later.plus(day);
    repository.targets.expires = repository.later.plus(day);
    repository.publishTargets();
    machine.refresh();
    repository.now = repository.later;

    machine.refuses(Refusal.FREEZE);

    repository.root.expires = repository.later.plus(day);
    repository.publishRoot();
    machine.refresh();
  }

  @Test
  void aClockThatMovesDuringARefreshDecidesNothing() throws IOException {
    repository.timestamp.expires = repository.now.plus(day);
    repository.publishTargets();
    TrustClient slow =
        new TrustClient(
            directory,
            (name, maxBytes) -> {
              repository.now = repository.later;
              return repository.fetch(name, maxBytes);
            },
            repository);
    Instant start = repository.now;

    assertThat(slow.refresh().refreshedAt()).isEqualTo(start);
    assertThat(repository.now).isEqualTo(repository.later);
    machine.refuses(Refusal.FREEZE);
  }

  @Test
  void aNewTimestampThatIsExpiredIsNotKept() throws IOException {
    repository.timestamp.expires = repository.now;
    repository.publishTimestamp();

    machine.refuses(Refusal.FREEZE);
  }

  @Test
  void aNewSnapshotThatIsExpiredIsNotKeptButTheTimestampIs() throws IOException {
    repository.snapshot.expires = repository.now;
    repository.publishSnapshot();

    machine.refuses(Refusal.FREEZE, "timestamp.json");

    assertThat(machine.trusts("timestamp.json")).isEqualTo(2);
  }

  @Test
  void newTargetsThatAreExpiredAreNotKeptButTheSnapshotIs() throws IOException {
    repository.targets.expires = repository.now;
    repository.publishTargets();

    machine.refuses(Refusal.FREEZE, "timestamp.json", "snapshot.json");

    assertThat(machine.trusts("snapshot.json")).isEqualTo(2);
  }

  @Test
  void anExpiredCachedTimestampStillGuardsAgainstRollback() throws IOException {
    repository.timestamp.expires = repository.now.plus(day);
    repository.publishTimestamp();
    machine.refresh();
    repository.now = repository.now.plus(day);
    repository.timestamp.expires = repository.later;
    repository.timestamp.version = 0;
    repository.publishTimestamp();

    machine.refuses(Refusal.ROLLBACK);
  }
}
