package lockstep.server.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import lockstep.images.ContentHash;
import lockstep.images.release.Release;
import lockstep.images.release.Rollout;
import lockstep.images.release.RolloutStatement;
import lockstep.images.release.Take;
import lockstep.images.trust.TargetFile;
import lockstep.images.trust.TrustClient;
import lockstep.images.trust.TrustedMetadata;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignedRepositoryTest {
  @TempDir Path directory;
  private PublishingFixture fixture;
  private KeyDirectory keys;
  private SignedRepository repository;

  @BeforeEach
  void aRepositoryOfOneKey() throws IOException {
    fixture = new PublishingFixture(directory);
    keys = fixture.keys(1);
    repository = fixture.create(keys, 1);
  }

  @Test
  void aNewRepositoryIsAcceptedAndPublishesNothing() throws IOException {
    TrustedMetadata seen = fixture.machine("a", keys).refresh();

    assertThat(Release.of(seen)).isEmpty();
    assertThat(repository.release()).isEmpty();
    assertThat(repository.statement()).isEmpty();
  }

  @Test
  void aRepositoryIsNotMadeOverAnotherOne() {
    assertThatThrownBy(() -> fixture.create(keys, 1)).hasMessageContaining("E-EXISTS");
  }

  @Test
  void whereThereIsNoRepositoryItSaysHowToMakeOne() {
    assertThatThrownBy(() -> SignedRepository.open(directory.resolve("none"), directory, fixture))
        .hasMessageContaining("lockstep init");
  }

  @Test
  void aMachineSeesWhatIsPublishedAndFindsItsBytes() throws IOException {
    repository.publish(fixture.release(1, "blue"), keys);
    repository.publish(fixture.release(2, "green", "blue"), keys);

    Release release = Release.of(fixture.machine("a", keys).refresh()).orElseThrow();

    assertThat(release.counter()).isEqualTo(2);
    assertThat(release.current().label()).isEqualTo("green");
    assertThat(release.old().orElseThrow().label()).isEqualTo("blue");
    TargetFile manifest = release.current().manifest();
    byte[] stored =
        Files.readAllBytes(fixture.repository.resolve("targets").resolve(manifest.storedPath()));
    manifest.check(stored);
    assertThat(ContentHash.of(stored)).isEqualTo(manifest.sha256());
    assertThat(repository.release().orElseThrow().counter()).isEqualTo(2);
  }

  @Test
  void withoutAStatementEveryoneTakesCurrent() throws IOException {
    repository.publish(fixture.release(1, "blue"), keys);

    assertThat(rolloutSeenBy(fixture.machine("a", keys))).isInstanceOf(Rollout.Unstaged.class);
  }

  @Test
  void aRollbackNeedsNoReleaseKeyAndReachesAMachine() throws IOException {
    repository.publish(fixture.release(1, "blue"), keys);
    Release release = repository.publish(fixture.release(2, "green", "blue"), keys);

    repository.rollout(RolloutStatement.everyoneOnOld(release));

    assertThat(rolloutSeenBy(fixture.machine("a", keys)).decide("m", List.of()))
        .isEqualTo(Take.OLD);
    assertThat(repository.statement()).contains(RolloutStatement.everyoneOnOld(release));
  }

  @Test
  void aReleaseAfterARollbackIsForEveryone() throws IOException {
    repository.publish(fixture.release(1, "blue"), keys);
    Release release = repository.publish(fixture.release(2, "green", "blue"), keys);
    repository.rollout(RolloutStatement.everyoneOnOld(release));

    repository.publish(fixture.release(3, "red", "blue"), keys);

    assertThat(rolloutSeenBy(fixture.machine("a", keys)).decide("m", List.of()))
        .isEqualTo(Take.CURRENT);
  }

  @Test
  void aStatementThatRanOutHolds() throws IOException {
    Release release = repository.publish(fixture.release(1, "blue"), keys);
    repository.rollout(RolloutStatement.everyoneOnCurrent(release));
    TrustClient machine = fixture.machine("a", keys);
    assertThat(rolloutSeenBy(machine).decide("m", List.of())).isEqualTo(Take.CURRENT);

    fixture.pass(Lifetimes.ROLLOUT);
    byte[] expired = Files.readAllBytes(metadata("1.rollout.json"));
    repository.renew();
    Files.write(metadata("2.rollout.json"), expired);

    assertThat(rolloutSeenBy(machine)).isInstanceOf(Rollout.Held.class);
  }

  @Test
  void aStatementAboutAnotherReleaseIsRefused() throws IOException {
    Release first = repository.publish(fixture.release(1, "blue"), keys);
    repository.publish(fixture.release(2, "green", "blue"), keys);

    assertThatThrownBy(() -> repository.rollout(RolloutStatement.everyoneOnCurrent(first)))
        .hasMessageContaining("release 1")
        .hasMessageContaining("E-PUBLISH");
  }

  @Test
  void aReleaseCounterThatDoesNotGrowIsRefusedAndTheServedReleaseStays() throws IOException {
    repository.publish(fixture.release(5, "blue"), keys);

    assertThatThrownBy(() -> repository.publish(fixture.release(5, "green", "blue"), keys))
        .hasMessageContaining("release 5 cannot follow release 5");
    assertThatThrownBy(() -> repository.publish(fixture.release(4, "green", "blue"), keys))
        .hasMessageContaining("release 4 cannot follow release 5");

    assertThat(repository.release().orElseThrow().current().label()).isEqualTo("blue");
    repository.publish(fixture.release(6, "green", "blue"), keys);
    assertThat(repository.release().orElseThrow().current().label()).isEqualTo("green");
  }

  @Test
  void targetsThatMakeNoReleaseAreNotServed() throws IOException {
    repository.publish(fixture.release(1, "blue"), keys);

    assertThatThrownBy(() -> repository.publish(List.of(fixture.draft("old", "green", 2)), keys))
        .hasMessageContaining("0 current");

    assertThat(repository.release().orElseThrow().counter()).isEqualTo(1);
  }

  @Test
  void keysOfAnotherRepositoryDoNotPublish() throws IOException {
    KeyDirectory others = PublishingFixture.keys(directory.resolve("others"), 1);

    assertThatThrownBy(() -> repository.publish(fixture.release(1, "blue"), others))
        .hasMessageContaining("E-KEYS")
        .hasMessageContaining("needs 1 of this repository's 1 release keys");
    assertThat(repository.release()).isEmpty();
  }

  @Test
  void theSameReleaseMayBeSignedAgainBeforeItRunsOut() throws IOException {
    repository.publish(fixture.release(1, "blue"), keys);
    fixture.pass(Lifetimes.TARGETS.minusDays(1));
    repository.renew();

    repository.publish(fixture.release(1, "blue"), keys);

    fixture.pass(Duration.ofDays(1));
    assertThat(Release.of(fixture.machine("a", keys).refresh())).isPresent();
  }

  @Test
  void withoutTheOnlineKeysItSaysWhereTheyShouldBe() throws IOException {
    SignedRepository elsewhere =
        SignedRepository.open(fixture.repository, directory.resolve("nowhere"), fixture);

    assertThatThrownBy(elsewhere::renew)
        .hasMessageContaining("E-KEYS")
        .hasMessageContaining("--online-keys");
    assertThat(elsewhere.release()).isEmpty();
  }

  @Test
  void nothingIsRenewedBeforeHalfOfItsLife() throws IOException {
    fixture.pass(Lifetimes.TIMESTAMP.dividedBy(2).minusSeconds(1));

    assertThat(repository.renew()).isEmpty();

    fixture.pass(Duration.ofSeconds(1));
    assertThat(repository.renew()).containsExactly("timestamp.json");
    assertThat(repository.renew()).isEmpty();
  }

  @Test
  void whatIsDueIsRenewedTogetherAndAMachineFollows() throws IOException {
    Release release = repository.publish(fixture.release(1, "blue"), keys);
    repository.rollout(RolloutStatement.everyoneOnCurrent(release));
    TrustClient machine = fixture.machine("a", keys);
    machine.refresh();

    fixture.pass(Lifetimes.ROLLOUT.dividedBy(2));
    assertThat(repository.renew())
        .containsExactly("rollout.json", "snapshot.json", "timestamp.json");
    machine.refresh();

    fixture.pass(Lifetimes.SNAPSHOT);
    assertThat(repository.renew())
        .containsExactly("rollout.json", "snapshot.json", "timestamp.json");
    assertThat(machine.refresh().snapshotVersion()).isEqualTo(5);
    assertThat(rolloutSeenBy(machine)).isInstanceOf(Rollout.Staged.class);
  }

  @Test
  void aServerWhoseClockWentBackDoesNotSign() throws IOException {
    fixture.pass(Duration.ofDays(1));
    repository.renew();
    fixture.pass(Duration.ofDays(-1));

    assertThatThrownBy(() -> repository.publish(fixture.release(1, "blue"), keys))
        .hasMessageContaining("E-CLOCK");

    fixture.pass(Duration.ofDays(1));
    repository.publish(fixture.release(1, "blue"), keys);
  }

  @Test
  void aRepositoryThatSleptPastItsTimestampIsServedAgainAfterARenewal() throws IOException {
    repository.publish(fixture.release(1, "blue"), keys);
    TrustClient machine = fixture.machine("a", keys);
    machine.refresh();
    fixture.pass(Lifetimes.TIMESTAMP);
    assertThatThrownBy(machine::refresh).hasMessageContaining("E-FREEZE");
    assertThat(repository.release()).isPresent();

    repository.renew();

    assertThat(machine.refresh().timestampVersion()).isEqualTo(3);
  }

  @Test
  void targetsThatRanOutAreNotServedUntilPublishedAgain() throws IOException {
    repository.publish(fixture.release(1, "blue"), keys);
    fixture.pass(Lifetimes.TARGETS);

    assertThatThrownBy(repository::renew)
        .hasMessageContaining("E-FREEZE")
        .hasMessageContaining("targets.json");

    repository.publish(fixture.release(2, "blue"), keys);
    assertThat(Release.of(fixture.machine("a", keys).refresh())).isPresent();
  }

  @Test
  void whatAKilledPublishLeftIsWrittenOver() throws IOException {
    repository.publish(fixture.release(1, "blue"), keys);
    byte[] served = Files.readAllBytes(metadata("timestamp.json"));
    repository.publish(fixture.release(2, "green", "blue"), keys);
    Files.write(metadata("timestamp.json"), served); // as killed before the last write
    TrustClient machine = fixture.machine("a", keys);
    assertThat(Release.of(machine.refresh()).orElseThrow().counter()).isEqualTo(1);

    repository.publish(fixture.release(2, "red", "blue"), keys);

    assertThat(Release.of(machine.refresh()).orElseThrow().current().label()).isEqualTo("red");
  }

  @Test
  void theOldMetadataStaysForMachinesInMidRefresh() throws IOException {
    repository.publish(fixture.release(1, "blue"), keys);
    byte[] before = Files.readAllBytes(metadata("timestamp.json"));
    TrustClient slow =
        new TrustClient(
            Files.createDirectories(directory.resolve("slow")),
            (name, max) ->
                name.equals("timestamp.json")
                    ? Optional.of(before)
                    : fixture.source().fetch(name, max),
            fixture);
    slow.init(Files.readAllBytes(keys.trustedRoot()));
    repository.publish(fixture.release(2, "green", "blue"), keys);

    assertThat(Release.of(slow.refresh()).orElseThrow().counter()).isEqualTo(1);
  }

  @Test
  void noPrivateKeyLiesInsideTheRepository() throws IOException {
    repository.publish(fixture.release(1, "blue"), keys);

    try (var files = Files.walk(fixture.repository)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file)).doesNotContain("PRIVATE KEY");
      }
    }
  }

  @Test
  void aRolloutStatementCannotBePublishedAsAnOrdinaryTarget() throws IOException {
    TargetDraft draft = fixture.draft("current", "blue", 1);

    assertThatThrownBy(() ->
            repository.publish(
                List.of(new TargetDraft("rollout.json", draft.content(), draft.custom())), keys))
        .hasMessageContaining("belongs to the rollout role");
  }

  @Test
  void aTargetPathThatLeavesItsDirectoryCannotBeDrafted() throws IOException {
    TargetDraft draft = fixture.draft("current", "blue", 1);

    for (String path : new String[] {"../x", "/x", "a//b", "a/.b", ".", "a/..", "a b", ""}) {
      assertThatThrownBy(() -> new TargetDraft(path, draft.content(), draft.custom()))
          .isInstanceOf(IllegalArgumentException.class);
    }
    var _ = new TargetDraft("a..b/c.d", draft.content(), draft.custom());
  }

  private Path metadata(String name) {
    return fixture.repository.resolve("metadata").resolve(name);
  }

  private static Rollout rolloutSeenBy(TrustClient machine) throws IOException {
    TrustedMetadata seen = machine.refresh();
    return Rollout.of(machine, seen, Release.of(seen).orElseThrow());
  }
}
