package lockstep.images.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import lockstep.images.ContentHash;
import lockstep.images.json.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// docs/threats.md M5 and M6: nothing goes back, and nothing of one state is mixed with another.
class RollbackTest {
  @TempDir Path directory;
  private final RepositorySimulator repository = new RepositorySimulator();
  private Machine machine;

  @BeforeEach
  void aMachineThatHasRefreshed() throws IOException {
    repository.publishTargets();
    machine = new Machine(directory, repository);
    machine.refresh();
  }

  @Test
  void aTimestampThatGoesBackIsRefusedAndOneThatGoesOnIsTaken() throws IOException {
    repository.timestamp.version = 0;
    repository.publishTimestamp();
    machine.refuses(Refusal.ROLLBACK);

    repository.timestamp.version = 2;
    repository.publishTimestamp();
    assertThat(machine.refresh().timestampVersion()).isEqualTo(3);
  }

  @Test
  void anOnlookerRefusesWhatTheMachineWouldAndLeavesItAsItIs() throws IOException {
    long believed = machine.trusts("timestamp.json");
    TrustClient onlooker = TrustClient.onlooking(directory, repository, repository);
    onlooker.init(repository.firstRoot());
    repository.timestamp.version = 0;
    repository.publishTimestamp();
    Machine.assertRefused(Refusal.ROLLBACK, onlooker::refresh);

    repository.timestamp.version = 2;
    repository.publishTimestamp();
    assertThat(onlooker.refresh().timestampVersion()).isEqualTo(3);
    assertThat(machine.trusts("timestamp.json")).isEqualTo(believed);
  }

  @Test
  void aNewTimestampThatNamesAnOlderSnapshotIsRefused() throws IOException {
    repository.snapshot.version = 0;
    repository.publishSnapshot();

    machine.refuses(Refusal.ROLLBACK);
  }

  @Test
  void anOlderSnapshotIsRefusedAlsoWhereTheTimestampGivesNoHashes() throws IOException {
    repository.timestamp.edit = json -> namingOnlyVersion(json, "snapshot.json");
    repository.snapshot.version = 0;
    repository.publishSnapshot();

    machine.refuses(Refusal.ROLLBACK);
  }

  @Test
  void targetsThatGoBackInANewSnapshotAreRefused() throws IOException {
    repository.targets.version = 0;
    repository.publishTargets();

    machine.refuses(Refusal.ROLLBACK, "timestamp.json");
  }

  @Test
  void aRoleThatVanishesFromTheSnapshotIsRefused() throws IOException {
    repository.listed.put("rollout.json", Json.object().put("version", 1).build());
    repository.publishSnapshot();
    machine.refresh();
    repository.listed.remove("rollout.json");
    repository.publishSnapshot();
    machine.refuses(Refusal.ROLLBACK, "timestamp.json");

    repository.listed.put("rollout.json", Json.object().put("version", 1).build());
    repository.publishSnapshot();
    assertThat(machine.refresh().lists("rollout")).isTrue();
  }

  @Test
  void aKeptFileOfTheVersionThatIsNamedButOfOtherContentIsNotTheOne() throws IOException {
    repository.snapshot.version--;
    repository.snapshot.expires = repository.later.plusSeconds(1);
    repository.publishSnapshot();

    machine.refresh();

    assertThat(repository.requests).contains("2.snapshot.json");
    assertThat(machine.refresh().expires()).isEqualTo(repository.later);
    assertThat(directory.resolve("snapshot.json"))
        .hasBinaryContent(repository.file("2.snapshot.json"));
  }

  @Test
  void aLengthOfNothingIsNoneAndOneOfOneIsABound() throws IOException {
    for (int length = 0; length < 2; length++) {
      Json named =
          Json.object()
              .put("snapshot.json", Json.object().put("version", 2).put("length", length))
              .build();
      repository.timestamp.edit = json -> SimulatedRole.with(json, "meta", named);
      repository.publishTimestamp();

      machine.refuses(length == 0 ? Refusal.METADATA : Refusal.LIMIT, "timestamp.json");
    }
  }

  @Test
  void aSnapshotOfAnotherVersionThanNamedIsRefused() throws IOException {
    repository.timestamp.edit = json -> namingOnlyVersion(json, "snapshot.json");
    repository.publishSnapshot();
    byte[] right = repository.file("3.snapshot.json");
    repository.files.put("3.snapshot.json", repository.file("2.snapshot.json"));
    machine.refuses(Refusal.MISMATCH, "timestamp.json");

    repository.files.put("3.snapshot.json", right);
    assertThat(machine.refresh().snapshotVersion()).isEqualTo(3);
  }

  @Test
  void targetsOfAnotherVersionThanNamedAreRefused() throws IOException {
    repository.publish(repository.targets);
    repository.listed.put("targets.json", Json.object().put("version", 3).build());
    repository.publishSnapshot();
    byte[] right = repository.file("3.targets.json");
    repository.files.put("3.targets.json", repository.file("2.targets.json"));
    machine.refuses(Refusal.MISMATCH, "timestamp.json", "snapshot.json");

    repository.files.put("3.targets.json", right);
    assertThat(machine.refresh().targetsVersion()).isEqualTo(3);
  }

  @Test
  void aSnapshotOfAnotherHashThanNamedIsRefused() throws IOException {
    repository.publishSnapshot();
    byte[] right = repository.file("3.snapshot.json");
    repository.files.put("3.snapshot.json", blankAppended(right));
    repository.timestamp.edit = json -> namingWithoutLength(json, "snapshot.json");
    repository.publishTimestamp();
    machine.refuses(Refusal.MISMATCH, "timestamp.json");

    repository.files.put("3.snapshot.json", right);
    assertThat(machine.refresh().snapshotVersion()).isEqualTo(3);
  }

  @Test
  void targetsOfAnotherHashThanNamedAreRefused() throws IOException {
    repository.snapshot.edit = json -> namingWithoutLength(json, "targets.json");
    repository.publishTargets();
    byte[] right = repository.file("3.targets.json");
    repository.files.put("3.targets.json", blankAppended(right));
    machine.refuses(Refusal.MISMATCH, "timestamp.json", "snapshot.json");

    repository.files.put("3.targets.json", right);
    machine.refresh();
  }

  @Test
  void aSha512ThatDoesNotFitIsRefusedBesideASha256ThatDoes() throws IOException {
    repository.publish(repository.targets);
    Json.Object named = listedTargets();
    Json.Object hashes = named.object("hashes");
    repository.listed.put(
        "targets.json",
        SimulatedRole.with(named, "hashes", SimulatedRole.with(hashes, "sha512", "0".repeat(128))));
    repository.publishSnapshot();

    machine.refuses(Refusal.MISMATCH, "timestamp.json", "snapshot.json");
  }

  @Test
  void aFileShorterThanNamedIsRefused() throws IOException {
    repository.publish(repository.targets);
    Json.Object named = listedTargets();
    repository.listed.put(
        "targets.json",
        SimulatedRole.with(
            SimulatedRole.without(named, "hashes"), "length", named.whole("length") + 1));
    repository.publishSnapshot();

    machine.refuses(Refusal.MISMATCH, "timestamp.json", "snapshot.json");
  }

  @Test
  void aFileLongerThanNamedIsNotReadToItsEnd() throws IOException {
    repository.publishTargets();
    repository.files.put("3.targets.json", blankAppended(repository.file("3.targets.json")));

    machine.refuses(Refusal.LIMIT, "timestamp.json", "snapshot.json");
  }

  @Test
  void anEndlessTimestampIsCut() throws IOException {
    byte[] right = repository.file("timestamp.json");
    repository.files.put("timestamp.json", new byte[16_385]);
    machine.refuses(Refusal.LIMIT);

    byte[] padded = Arrays.copyOf(right, 16_384);
    Arrays.fill(padded, right.length, padded.length, (byte) ' ');
    repository.files.put("timestamp.json", padded);
    machine.refresh();
  }

  @Test
  void anEndlessRootIsCut() throws IOException {
    repository.files.put("2.root.json", new byte[RootChain.MAX_BYTES + 1]);

    machine.refuses(Refusal.LIMIT);
  }

  @Test
  void aTargetIsComparedByLengthAndHash() throws IOException {
    byte[] content = {1, 2, 3};
    repository.add("a", content, Json.Object.EMPTY);
    repository.publishTargets();
    TargetFile target = machine.refresh().find("a").orElseThrow();

    target.check(content);
    Machine.assertRefused(Refusal.MISMATCH, () -> target.check(new byte[] {1, 2, 4}));
    Machine.assertRefused(Refusal.MISMATCH, () -> target.check(new byte[] {1, 2}));
    assertThat(target.sha256()).isEqualTo(ContentHash.of(content));
  }

  @Test
  void aTargetOfTheRightHashButAnotherLengthThanSignedIsRefused() throws IOException {
    byte[] content = {1, 2, 3};
    Json.Object right = RepositorySimulator.target(content, Json.Object.EMPTY);
    repository.targets.targets.put("a", SimulatedRole.with(right, "length", 4));
    repository.publishTargets();
    TargetFile target = machine.refresh().find("a").orElseThrow();

    Machine.assertRefused(Refusal.MISMATCH, () -> target.check(content));
  }

  private Json.Object listedTargets() {
    return (Json.Object) Objects.requireNonNull(repository.listed.get("targets.json"));
  }

  private static byte[] blankAppended(byte[] file) {
    byte[] longer = Arrays.copyOf(file, file.length + 1);
    longer[file.length] = ' ';
    return longer;
  }

  private static Json.Object namingOnlyVersion(Json.Object signed, String name) {
    return edited(signed, name, "length", "hashes");
  }

  private static Json.Object namingWithoutLength(Json.Object signed, String name) {
    return edited(signed, name, "length");
  }

  private static Json.Object edited(Json.Object signed, String name, String... removed) {
    Json.Object meta = (Json.Object) signed.find("meta").orElseThrow();
    Json.Object named = (Json.Object) meta.find(name).orElseThrow();
    for (String key : removed) {
      named = SimulatedRole.without(named, key);
    }
    return SimulatedRole.with(signed, "meta", SimulatedRole.with(meta, name, named));
  }
}
