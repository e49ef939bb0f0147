package lockstep.server.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import lockstep.images.release.Release;
import lockstep.images.release.RolloutStatement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// docs/threats.md N9, F11: a publish that is killed, or that meets another one.
class InterruptedPublishTest {
  @TempDir Path directory;
  private PublishingFixture fixture;
  private KeyDirectory keys;
  private SignedRepository repository;

  @BeforeEach
  void aReleaseWithAStatement() throws IOException {
    fixture = new PublishingFixture(directory);
    keys = fixture.keys(1);
    repository = fixture.create(keys, 1);
    Release release = repository.publish(fixture.release(1, "blue"), keys);
    repository.rollout(RolloutStatement.everyoneOnCurrent(release));
  }

  /// The files of a publish are made to appear one after the other, in the order they are written.
  @Test
  void afterEachFileOfAPublishTheOldReleaseIsServedUntilTheTimestampIsReplaced()
      throws IOException {
    Map<Path, byte[]> before = contents();
    repository.publish(fixture.release(2, "green", "blue"), keys);
    Map<Path, byte[]> after = contents();
    List<Path> written =
        after.keySet().stream()
            .filter(path -> !before.containsKey(path) || path.endsWith("timestamp.json"))
            .sorted(
                Comparator.comparingInt(InterruptedPublishTest::writtenAs)
                    .thenComparing(path -> path))
            .toList();
    assertThat(written).hasSize(6);
    int interrupted = 0;

    for (int cut = 0; cut < written.size(); cut++) {
      restore(before);
      for (Path path : written.subList(0, cut)) {
        Files.write(path, Objects.requireNonNull(after.get(path)));
      }
      assertThat(servedTo("new-" + cut)).isEqualTo(1);
      repository.publish(fixture.release(2, "red", "blue"), keys);
      assertThat(servedTo("again-" + cut)).isEqualTo(2);
      interrupted++;
    }

    assertThat(interrupted).isEqualTo(6);
  }

  private static int writtenAs(Path path) {
    String name = path.getFileName().toString();
    List<String> order =
        List.of(".manifest", ".targets.json", "rollout.json", ".snapshot.json", "timestamp.json");
    for (int i = 0; i < order.size(); i++) {
      if (name.endsWith(order.get(i))) {
        return i;
      }
    }
    throw new AssertionError("a file that is not expected: " + path);
  }

  @Test
  void publishersAtTheSameTimeWaitForEachOther() throws Exception {
    List<Callable<Object>> changes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      changes.add(() -> {
        repository.rollout(RolloutStatement.everyoneOnCurrent(repository.release().orElseThrow()));
        return "done";
      });
    }

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Object> change : threads.invokeAll(changes)) {
        assertThat(change.get()).isEqualTo("done");
      }
    }

    assertThat(fixture.machine("a", keys).refresh().timestampVersion()).isEqualTo(7);
  }

  @Test
  void aSecondPublisherInOneProcessIsToldSo() throws IOException {
    SignedRepository other = SignedRepository.open(fixture.repository, fixture.onlineKeys, fixture);
    try (var _ = RepositoryLock.take(fixture.onlineKeys.resolve("lock"), new ReentrantLock())) {
      assertThatThrownBy(other::renew).hasMessageContaining("E-LOCKED");
    }

    assertThat(other.renew()).isEmpty();
  }

  private long servedTo(String machine) throws IOException {
    return Release.of(fixture.machine(machine, keys).refresh()).orElseThrow().counter();
  }

  private Map<Path, byte[]> contents() throws IOException {
    Map<Path, byte[]> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(fixture.repository)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(file, Files.readAllBytes(file));
      }
    }
    return contents;
  }

  private void restore(Map<Path, byte[]> wanted) throws IOException {
    for (Path path : contents().keySet()) {
      if (!wanted.containsKey(path)) {
        Files.delete(path);
      }
    }
    for (Map.Entry<Path, byte[]> file : wanted.entrySet()) {
      Files.write(file.getKey(), file.getValue());
    }
  }
}
