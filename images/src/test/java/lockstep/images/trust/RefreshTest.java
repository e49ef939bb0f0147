package lockstep.images.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import lockstep.images.json.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a refresh asks for, keeps and survives.
class RefreshTest {
  @TempDir Path directory;
  private final RepositorySimulator repository = new RepositorySimulator();
  private Machine machine;

  @BeforeEach
  void aMachineWithARoot() throws IOException {
    machine = new Machine(directory, repository);
  }

  @Test
  void aFirstRefreshAsksForEachFileOnceInTheOrderOfTheSpecification() throws IOException {
    machine.refresh();

    assertThat(repository.requests)
        .containsExactly("2.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json");
  }

  @Test
  void withoutNewsARefreshCostsTwoRequestsAndWritesNothing() throws IOException {
    machine.refresh();
    var before = Files.getLastModifiedTime(directory);

    machine.refresh();

    assertThat(repository.requests).containsExactly("2.root.json", "timestamp.json");
    assertThat(Files.getLastModifiedTime(directory)).isEqualTo(before);
  }

  @Test
  void aNewTimestampForTheSameSnapshotCostsNoMore() throws IOException {
    machine.refresh();
    repository.publishTimestamp();

    machine.refresh();

    assertThat(repository.requests).containsExactly("2.root.json", "timestamp.json");
    assertThat(machine.trusts("timestamp.json")).isEqualTo(2);
  }

  @Test
  void filesAreKeptByteForByteUnderUnversionedNames() throws IOException {
    machine.refresh();

    assertThat(Files.readAllBytes(directory.resolve("root.json")))
        .isEqualTo(repository.file("1.root.json"));
    assertThat(Files.readAllBytes(directory.resolve("timestamp.json")))
        .isEqualTo(repository.file("timestamp.json"));
    assertThat(Files.readAllBytes(directory.resolve("snapshot.json")))
        .isEqualTo(repository.file("1.snapshot.json"));
    assertThat(Files.readAllBytes(directory.resolve("targets.json")))
        .isEqualTo(repository.file("1.targets.json"));
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.filter(file -> file.toString().endsWith(".json"))).hasSize(4);
    }
  }

  @Test
  void targetsAreSeenWithWhatIsSaidAboutThem() throws IOException {
    byte[] content = {1, 2, 3};
    repository.add("images/a b.manifest", content, Json.object().put("role", "current").build());
    repository.publishTargets();

    TargetFile target = machine.refresh().find("images/a b.manifest").orElseThrow();

    assertThat(target.length()).isEqualTo(3);
    assertThat(target.custom().text("role")).isEqualTo("current");
    assertThat(target.storedPath()).isEqualTo("images/" + target.sha256() + ".a%20b.manifest");
    assertThat(machine.refresh().targets()).hasSize(1);
    assertThat(machine.refresh().find("other")).isEmpty();
  }

  @Test
  void aTargetMayBeEmptyAndARoleThatIsNotListedIsNone() throws IOException {
    repository.add("empty", new byte[0], Json.Object.EMPTY);
    repository.publishTargets();

    TrustedMetadata trusted = machine.refresh();

    assertThat(trusted.find("empty").orElseThrow().length()).isZero();
    assertThat(trusted.lists("targets")).isTrue();
    assertThat(trusted.lists("nobody")).isFalse();
  }

  @Test
  void withoutConsistentSnapshotsPlainNamesAreAsked() throws IOException {
    repository.root.edit = json -> SimulatedRole.with(json, "consistent_snapshot", false);
    repository.publishRoot();
    repository.files.put("snapshot.json", repository.file("1.snapshot.json"));
    repository.files.put("targets.json", repository.file("1.targets.json"));

    machine.refresh();

    assertThat(repository.requests)
        .containsExactly(
            "2.root.json", "3.root.json", "timestamp.json", "snapshot.json", "targets.json");
  }

  @Test
  void tornFilesOtherThanRootAreFetchedAgain() throws IOException {
    for (String file : new String[] {"timestamp.json", "snapshot.json", "targets.json"}) {
      machine.refresh();
      byte[] whole = Files.readAllBytes(directory.resolve(file));
      for (int length : new int[] {0, 1, whole.length / 2, whole.length - 1}) {
        Files.write(directory.resolve(file), java.util.Arrays.copyOf(whole, length));

        machine.refresh();

        assertThat(Files.readAllBytes(directory.resolve(file))).isEqualTo(whole);
      }
    }
  }

  @Test
  void aTornRootFallsBackToTheShippedOneAndWalksUpAgain() throws IOException {
    repository.publishRoot();
    repository.publishRoot();
    machine.refresh();
    assertThat(machine.trusts("root.json")).isEqualTo(3);

    Files.writeString(directory.resolve("root.json"), "{\"signed\":");
    machine.refresh();
    assertThat(repository.requests)
        .startsWith("2.root.json", "3.root.json", "4.root.json", "timestamp.json");

    Files.delete(directory.resolve("root.json"));
    machine.refresh();
    assertThat(machine.trusts("root.json")).isEqualTo(3);
  }

  @Test
  void aMachineThatTrustsNobodyAsksForNothing() throws IOException {
    Files.delete(directory.resolve("root.json"));
    Files.delete(directory.resolve("root.shipped"));

    machine.refuses(Refusal.TRUST);

    assertThat(repository.requests).isEmpty();
  }

  @Test
  void whatAKilledWriteLeftChangesNothing() throws IOException {
    Files.writeString(directory.resolve(".timestamp.json.tmp"), "half a ti");

    machine.refresh();
    machine.refresh();

    assertThat(repository.requests).hasSize(2);
  }

  @Test
  void aRefreshThatBreaksOffGoesOnWhereItStopped() throws IOException {
    byte[] targets = repository.file("1.targets.json");
    repository.files.remove("1.targets.json");
    assertThatThrownBy(machine::refresh).hasMessageContaining("E-MISSING");
    assertThat(machine.trusts("snapshot.json")).isEqualTo(1);

    repository.files.put("1.targets.json", targets);
    machine.refresh();

    assertThat(repository.requests)
        .containsExactly("2.root.json", "timestamp.json", "1.targets.json");
  }

  @Test
  void aSourceThatCannotTellIsNoRefusal() {
    TrustClient client =
        new TrustClient(
            directory,
            (_, _) -> {
              throw new IOException("connection reset");
            },
            repository);

    assertThatThrownBy(client::refresh)
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(TrustException.class);
  }

  @Test
  void aForgetfulClientSeesTheSame() throws IOException {
    TrustClient client = TrustClient.forgetful(repository, repository);
    client.init(repository.firstRoot());

    assertThat(client.refresh().timestampVersion()).isEqualTo(1);
    repository.publishTimestamp();
    assertThat(client.refresh().timestampVersion()).isEqualTo(2);
  }
}
