package lockstep.agent.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lockstep.images.IntegrityException;
import lockstep.images.ProblemException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every [RepositorySource] must do.
abstract class RepositorySourceContract {
  private static final String PACK = "packs/0a.pack";

  @TempDir Path repository;
  private byte[] pack = new byte[0];

  abstract RepositorySource open(Path repository) throws IOException;

  @BeforeEach
  void fillRepository() throws IOException {
    pack = new byte[700_001];
    new SplittableRandom(1).nextBytes(pack);
    Files.createDirectories(repository.resolve("packs"));
    Files.write(repository.resolve(PACK), pack);
    Files.writeString(repository.resolve("lockstep.json"), "{}");
  }

  @Test
  void aSmallObjectIsReadWhole() throws IOException {
    try (RepositorySource source = open(repository)) {
      assertThat(source.small("lockstep.json", 2)).hasValue(new byte[] {'{', '}'});
    }
  }

  @Test
  void anObjectOverTheLimitIsRefused() throws IOException {
    try (RepositorySource source = open(repository)) {
      assertThatThrownBy(() -> source.small("lockstep.json", 1))
          .isInstanceOf(IntegrityException.class)
          .hasMessageContaining("lockstep.json is longer than the 1 bytes");
    }
  }

  @Test
  void anAbsentSmallObjectIsAnEmptyAnswerNotAnError() throws IOException {
    try (RepositorySource source = open(repository)) {
      assertThat(source.small("metadata/2.root.json", 100)).isEmpty();
    }
  }

  @Test
  void aStretchOfAnAbsentObjectIsAProblem() throws IOException {
    try (RepositorySource source = open(repository)) {
      assertThatThrownBy(() -> source.read("packs/00.pack", 0, 1, _ -> {}))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("packs/00.pack: the repository does not have this object");
    }
  }

  @Test
  void aStretchArrivesOnceAndInOrder() throws IOException {
    try (RepositorySource source = open(repository)) {
      assertThat(read(source, 0, pack.length)).isEqualTo(pack);
      assertThat(read(source, 333, 300_000)).isEqualTo(Arrays.copyOfRange(pack, 333, 300_333));
      assertThat(read(source, pack.length - 1, 1)).containsExactly(pack[pack.length - 1]);
      assertThat(read(source, 10, 0)).isEmpty();
      assertThat(source.traffic().bytes()).isGreaterThanOrEqualTo(1_000_002);
    }
  }

  @Test
  void aStretchBeyondTheEndIsALie() throws IOException {
    try (RepositorySource source = open(repository)) {
      assertThatThrownBy(() -> read(source, pack.length, 1))
          .isInstanceOf(IntegrityException.class)
          .hasMessageContaining(PACK);
    }
  }

  @Test
  void aSinkThatFailsEndsTheReadWithItsOwnException() throws IOException {
    IOException full = new IOException("disk full");
    try (RepositorySource source = open(repository)) {
      List<Integer> seen = new ArrayList<>();
      ByteSink failing =
          bytes -> {
            seen.add(bytes.remaining());
            throw full;
          };
      assertThatThrownBy(() -> source.read(PACK, 0, pack.length, failing)).isSameAs(full);
      assertThat(seen).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/etc/passwd",
        "../x",
        "packs/../x",
        "packs//x",
        "packs/.x",
        "a b",
        "a?b",
        "a%2fb"
      })
  void aPathThatIsNoPlainNameIsNotAskedFor(String path) throws IOException {
    try (RepositorySource source = open(repository)) {
      assertThatThrownBy(() -> source.small(path, 10)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void manyThreadsReadAtOnce() throws Exception {
    try (RepositorySource source = open(repository);
        var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<byte[]>> reads = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        int offset = i * 1000;
        reads.add(tasks.submit(() -> read(source, offset, 100_000)));
      }
      for (int i = 0; i < reads.size(); i++) {
        assertThat(reads.get(i).get())
            .isEqualTo(Arrays.copyOfRange(pack, i * 1000, i * 1000 + 100_000));
      }
      assertThat(source.traffic().requests()).isEqualTo(40);
    }
  }

  private static byte[] read(RepositorySource source, long offset, long length) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    source.read(PACK, offset, length, bytes -> read.writeBytes(copy(bytes)));
    return read.toByteArray();
  }

  static byte[] copy(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return copy;
  }
}
