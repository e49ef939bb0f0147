package lockstep.images.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// docs/threats.md M7, M8, M9, M12, M14, M15: whom to believe, and how that changes.
class RootChainTest {
  @TempDir Path directory;
  private final RepositorySimulator repository = new RepositorySimulator();
  private Machine machine;

  @BeforeEach
  void aMachineWithARoot() throws IOException {
    machine = new Machine(directory, repository);
  }

  @Test
  void aRootSignedByOldAndNewKeysIsFollowed() throws IOException {
    repository.root.newKeys(2);
    repository.publishRoot();

    assertThat(machine.refresh().rootVersion()).isEqualTo(2);
    assertThat(machine.trusts("root.json")).isEqualTo(2);
  }

  @Test
  void aRootSignedOnlyByOldKeysIsRefused() throws IOException {
    List<SimulatedKey> old = List.copyOf(repository.root.signers);
    repository.root.newKeys(1);
    repository.publishRootSignedBy(old);

    machine.refuses(Refusal.SIGNATURE);
  }

  @Test
  void aRootSignedOnlyByNewKeysIsRefused() throws IOException {
    repository.root.newKeys(1);
    repository.publishRootSignedBy(repository.root.signers);

    machine.refuses(Refusal.SIGNATURE);
  }

  @Test
  void aRaisedThresholdCountsAtOnce() throws IOException {
    repository.root.addKey(SimulatedKey.ed25519());
    repository.root.threshold = 2;
    repository.publishRootSignedBy(repository.root.signers.subList(0, 1));
    machine.refuses(Refusal.SIGNATURE);

    repository.root.version = 1;
    repository.publishRootSignedBy(repository.root.signers);
    assertThat(machine.refresh().rootVersion()).isEqualTo(2);
  }

  @Test
  void aLoweredThresholdStillNeedsTheOldOneOnce() throws IOException {
    repository.root.newKeys(2);
    repository.publishRoot();
    machine.refresh();
    repository.root.threshold = 1;
    repository.publishRootSignedBy(repository.root.signers.subList(0, 1));
    machine.refuses(Refusal.SIGNATURE);

    repository.root.version = 2;
    repository.publishRootSignedBy(repository.root.signers);
    assertThat(machine.refresh().rootVersion()).isEqualTo(3);
    repository.publishRootSignedBy(repository.root.signers.subList(0, 1));
    assertThat(machine.refresh().rootVersion()).isEqualTo(4);
  }

  @Test
  void aSkippedRootIsRefused() throws IOException {
    repository.root.version = 2;
    repository.publishRoot();
    repository.files.put("2.root.json", repository.file("3.root.json"));

    machine.refuses(Refusal.ROLLBACK);
    assertThatThrownBy(machine::refresh).hasMessageContaining("version 3 stands where 2 must");
  }

  @Test
  void theSameRootAgainIsRefused() throws IOException {
    repository.files.put("2.root.json", repository.firstRoot());

    machine.refuses(Refusal.ROLLBACK);
  }

  @Test
  void aStolenRootKeyOutOfTwoIsNothing() throws IOException {
    repository.root.newKeys(2);
    repository.publishRoot();
    machine.refresh();

    repository.targets.newKeys(1);
    repository.publishRootSignedBy(repository.root.signers.subList(1, 2));

    machine.refuses(Refusal.SIGNATURE);
  }

  @Test
  void anEndlessChainOfRootsIsCutAndTheNextRefreshGoesOn() throws IOException {
    for (int i = 0; i <= RootChain.MAX_ROTATIONS; i++) {
      repository.publishRoot();
    }

    TrustClient client = forgetfulClient();

    Machine.assertRefused(Refusal.LIMIT, client::refresh);
    repository.requests.clear();

    assertThat(client.refresh().rootVersion()).isEqualTo(RootChain.MAX_ROTATIONS + 2);
    assertThat(repository.requests).startsWith((RootChain.MAX_ROTATIONS + 2) + ".root.json");
  }

  @Test
  void exactlyTheLimitOfRootsIsFollowed() throws IOException {
    for (int i = 0; i < RootChain.MAX_ROTATIONS; i++) {
      repository.publishRoot();
    }

    assertThat(forgetfulClient().refresh().rootVersion()).isEqualTo(RootChain.MAX_ROTATIONS + 1);
  }

  private TrustClient forgetfulClient() throws IOException {
    TrustClient client = TrustClient.forgetful(repository, repository);
    client.init(repository.firstRoot());
    return client;
  }

  @Test
  void anExpiredRootOnTheWayIsPassedAndOneAtTheEndIsRefused() throws IOException {
    repository.root.expires = repository.now;
    repository.publishRoot();
    machine.refuses(Refusal.FREEZE, "root.json");
    assertThat(machine.trusts("root.json")).isEqualTo(2);

    repository.root.expires = repository.later;
    repository.publishRoot();
    assertThat(machine.refresh().rootVersion()).isEqualTo(3);
  }

  @Test
  void aRootThatIsNotSignedIsNotTrustedFromTheStart() {
    byte[] unsigned =
        RepositorySimulator.sign(
            new Envelopes(repository.firstRoot()).signed(), List.of(SimulatedKey.ed25519()));

    Machine.assertRefused(Refusal.SIGNATURE, () -> machine.client().init(unsigned));
  }

  @Test
  void theShippedRootGivenAgainAtEachStartChangesNothing() throws IOException {
    repository.publishRoot();
    machine.refresh();

    machine.client().init(repository.firstRoot());

    assertThat(machine.trusts("root.json")).isEqualTo(2);
  }

  @Test
  void aNewerShippedRootIsTakenAndAnOlderOneOfTheSameKeysIsNot() throws IOException {
    machine.refresh();
    repository.publishRoot();
    repository.publishRoot();

    machine.client().init(repository.file("2.root.json"));
    assertThat(machine.trusts("root.json")).isEqualTo(2);
    assertThat(machine.trusts("timestamp.json")).isEqualTo(1);
    machine.refresh();
    machine.client().init(repository.file("2.root.json"));
    machine.client().init(repository.firstRoot());

    assertThat(machine.trusts("root.json")).isEqualTo(3);
  }

  @Test
  void aShippedRootOfOtherPeopleReplacesAllThatWasBelieved() throws IOException {
    repository.publishTimestamp();
    machine.refresh();
    RepositorySimulator other = new RepositorySimulator();
    TrustClient client = new TrustClient(directory, other, other);

    Files.writeString(directory.resolve("rollout.json"), "of the former people");
    client.init(other.firstRoot());

    assertThat(client.hasSeen("rollout")).isFalse();
    assertThat(client.refresh().timestampVersion()).isEqualTo(1);
  }

  @Test
  void aShippedRootOfOtherPeopleReplacesALaterOneToo() throws IOException {
    repository.publishRoot();
    machine.refresh();
    RepositorySimulator other = new RepositorySimulator();
    TrustClient client = new TrustClient(directory, other, other);

    client.init(other.firstRoot());

    assertThat(client.refresh().rootVersion()).isEqualTo(1);
  }

  @Test
  void anotherRootOfTheSameVersionAndKeysIsANewBeginning() throws IOException {
    machine.refresh();
    repository.root.version--;
    repository.root.expires = repository.later.plusSeconds(1);
    repository.publishRoot();

    machine.client().init(repository.firstRoot());

    assertThat(directory.resolve("root.json")).hasBinaryContent(repository.firstRoot());
    assertThat(directory.resolve("timestamp.json")).doesNotExist();
  }

  @Test
  void aFastForwardOfTheTimestampIsUndoneByRotatingItsKey() throws IOException {
    repository.timestamp.version = Envelope.MAX_VERSION - 1;
    repository.publishTimestamp();
    machine.refresh();
    repository.timestamp.version = 1;
    repository.publishTimestamp();
    machine.refuses(Refusal.ROLLBACK);

    repository.timestamp.newKeys(1);
    repository.publishRoot();
    repository.timestamp.version = 1;
    repository.publishTimestamp();

    assertThat(machine.refresh().timestampVersion()).isEqualTo(2);
  }

  @Test
  void aFastForwardOfTheSnapshotIsUndoneByRotatingItsKeyAlone() throws IOException {
    repository.snapshot.version = 100_000;
    repository.publishSnapshot();
    machine.refresh();

    repository.snapshot.newKeys(1);
    repository.publishRoot();
    repository.snapshot.version = 1;
    repository.publishSnapshot();

    assertThat(machine.refresh().snapshotVersion()).isEqualTo(2);
  }

  @Test
  void aFastForwardOfTheTargetsIsUndoneByRotatingTheKeyOfTheTimestamp() throws IOException {
    repository.targets.version = 100_000;
    repository.publishTargets();
    machine.refresh();

    repository.timestamp.newKeys(1);
    repository.publishRoot();
    repository.targets.version = 1;
    repository.publishTargets();

    assertThat(machine.refresh().targetsVersion()).isEqualTo(2);
  }

  @Test
  void addingAKeyForgetsNothing() throws IOException {
    repository.publishTimestamp();
    machine.refresh();
    repository.timestamp.addKey(SimulatedKey.ed25519());
    repository.publishRoot();
    repository.timestamp.version = 0;
    repository.publishTimestamp();

    machine.refuses(Refusal.ROLLBACK, "root.json");
  }

  @Test
  void targetsOfARevokedKeyAreDroppedThoughTheyLieOnDisk() throws IOException {
    machine.refresh();
    repository.targets.newKeys(1);
    repository.publishRoot();

    machine.refuses(Refusal.SIGNATURE, "root.json");

    repository.publishTargets();
    assertThat(machine.refresh().targetsVersion()).isEqualTo(2);
  }

  @Test
  void aTimestampOfARevokedKeyIsRefused() throws IOException {
    machine.refresh();
    repository.timestamp.newKeys(1);
    repository.publishRoot();

    machine.refuses(Refusal.SIGNATURE, "root.json", "timestamp.json", "snapshot.json");
    assertThat(Files.exists(directory.resolve("timestamp.json"))).isFalse();
  }
}
