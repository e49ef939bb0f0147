package lockstep.images.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import lockstep.images.ContentHash;
import lockstep.images.ImageId;
import lockstep.images.json.Json;
import lockstep.images.trust.RepositorySimulator;
import lockstep.images.trust.TrustClient;
import lockstep.images.trust.TrustedMetadata;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// No statement: current. A statement that was seen and cannot be used: hold.
class RolloutTest {
  private static final ImageId GREEN =
      new ImageId(ContentHash.of("green".getBytes(StandardCharsets.UTF_8)));

  @TempDir Path directory;
  private final RepositorySimulator repository = new RepositorySimulator();
  private TrustClient client;

  @BeforeEach
  void aRelease() throws IOException {
    repository.add(
        PublishedImage.targetPath(GREEN),
        new byte[1],
        Json.object()
            .put("role", "current")
            .put("release", 3)
            .put("imageId", GREEN.toString())
            .put("label", "green")
            .put("manifestBytes", 10)
            .put("totalBytes", 20)
            .build());
    client = new TrustClient(directory, repository, repository);
    client.init(repository.firstRoot());
  }

  @Test
  void whereNoStatementWasEverPublishedEveryoneTakesCurrent() throws IOException {
    repository.publishTargets();

    assertThat(read()).isInstanceOf(Rollout.Unstaged.class);
    assertThat(read().decide("m", List.of())).isEqualTo(Take.CURRENT);
  }

  @Test
  void aStatementDecides() throws IOException {
    publish(statement(3, GREEN, 10_000));

    assertThat(read()).isInstanceOf(Rollout.Staged.class);
    assertThat(read().decide("m", List.of())).isEqualTo(Take.CURRENT);
  }

  @Test
  void aStatementCostsOneRequestAndThenNone() throws IOException {
    publish(statement(3, GREEN, 10_000));
    var _ = read();
    assertThat(repository.requests).hasSize(5).endsWith("1.rollout.json");
    repository.requests.clear();

    var _ = read();

    assertThat(repository.requests).hasSize(2);
  }

  @Test
  void aWithheldStatementHolds() throws IOException {
    publish(statement(3, GREEN, 10_000));
    repository.withhold("1.rollout.json");

    assertHeld("E-MISSING");
  }

  @Test
  void aSpoiltStatementHolds() throws IOException {
    publish(statement(3, GREEN, 10_000));
    repository.spoil("1.rollout.json");

    assertHeld("E-MISMATCH");
  }

  @Test
  void anExpiredStatementHolds() throws IOException {
    publish(statement(3, GREEN, 10_000));
    assertThat(read().decide("m", List.of())).isEqualTo(Take.CURRENT);

    repository.now = repository.now.plus(Duration.ofDays(7));

    assertHeld("E-FREEZE");
  }

  @Test
  void aStatementThatWasSeenAndVanishedHolds() throws IOException {
    publish(statement(3, GREEN, 10_000));
    var _ = read();
    Files.delete(directory.resolve("snapshot.json"));
    repository.unlistRollout();

    assertHeld("vanished");
  }

  @Test
  void aStatementOfAnotherReleaseHolds() throws IOException {
    publish(statement(2, GREEN, 10_000));

    assertHeld("release 2");
  }

  @Test
  void aStatementOfAnotherImageHolds() throws IOException {
    publish(statement(3, ImageId.parse("0".repeat(64)), 10_000));

    assertHeld("release 3");
  }

  @Test
  void aStatementOfAnotherOldImageHolds() throws IOException {
    publish(
        new RolloutStatement(
            3,
            GREEN,
            Optional.of(ImageId.parse("0".repeat(64))),
            10_000,
            List.of(),
            "",
            RolloutStatement.Pace.RUNNING));

    assertHeld("release 3");
  }

  @Test
  void aFieldThatIsNotTheFileHolds() throws IOException {
    repository.publishRollout(
        RepositorySimulator.target(new byte[1], statement(3, GREEN, 10_000).toJson()));

    assertHeld("E-MISMATCH");
  }

  @Test
  void aStatementThatCannotBeReadHolds() throws IOException {
    repository.publishRollout(RepositorySimulator.target(new byte[1], Json.Object.EMPTY));

    assertHeld("'version' is missing");
  }

  private void assertHeld(String why) throws IOException {
    Rollout rollout = read();
    assertThat(rollout).isInstanceOf(Rollout.Held.class).asString().contains(why);
    assertThat(rollout.decide("m", List.of("canary"))).isEqualTo(Take.HOLD);
  }

  private void publish(RolloutStatement statement) {
    repository.publishRollout(RepositorySimulator.target(statement.toBytes(), statement.toJson()));
  }

  private Rollout read() throws IOException {
    TrustedMetadata trusted = client.refresh();
    return Rollout.of(client, trusted, Release.of(trusted).orElseThrow());
  }

  private static RolloutStatement statement(long release, ImageId current, int below) {
    return new RolloutStatement(
        release, current, Optional.empty(), below, List.of(), "", RolloutStatement.Pace.RUNNING);
  }
}
