package lockstep.images.gzip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Against whatever gzip files this machine has, or a share of them if it has very many.
class MachineFilesTest {
  private static final Path WHERE = Path.of("/usr/share");
  private static final int MOST_FILES = 5000;

  /// @param openedBytes of the file's, all or none
  private record Outcome(long fileBytes, long openedBytes) {
    static Outcome add(Outcome one, Outcome other) {
      return new Outcome(one.fileBytes + other.fileBytes, one.openedBytes + other.openedBytes);
    }
  }

  @Test
  void nearlyAllFilesOfAMachineAreOpened() throws IOException {
    List<Path> files = gzipFiles();
    assumeThat(files).isNotEmpty();

    Outcome all =
        files.parallelStream().map(MachineFilesTest::open).reduce(new Outcome(0, 0), Outcome::add);

    assertThat(all.openedBytes())
        .describedAs("bytes of %d in %d files", all.fileBytes(), files.size())
        .isGreaterThanOrEqualTo(all.fileBytes() * 95 / 100);
  }

  private static List<Path> gzipFiles() throws IOException {
    try (Stream<Path> all = Files.walk(WHERE)) {
      return all.filter(it -> it.toString().endsWith(".gz"))
          .filter(it -> Files.isRegularFile(it, LinkOption.NOFOLLOW_LINKS))
          .sorted(Comparator.comparingInt(Path::hashCode))
          .limit(MOST_FILES)
          .toList();
    }
  }

  private static Outcome open(Path path) {
    try {
      byte[] file = Files.readAllBytes(path);
      boolean opened = GzipOpener.open(ByteBuffer.wrap(file), Texts.MAX_BYTES).isPresent();
      return new Outcome(file.length, opened ? file.length : 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
