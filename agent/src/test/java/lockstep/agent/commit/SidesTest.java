package lockstep.agent.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import lockstep.agent.root.ManagedRoot;
import lockstep.excludes.Bytes;
import lockstep.images.tree.Directory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SidesTest {
  @TempDir Path top;

  /// A daemon that has no descriptors left would lose one more with each try.
  @Test
  void whereOneSideCannotBeOpenedNoneStaysOpen() throws IOException {
    Files.createDirectories(top.resolve("transaction/new"));
    try (ManagedRoot root = ManagedRoot.open(top);
        Directory transaction = root.directory().openChild(Bytes.of("transaction"))) {
      assertThatThrownBy(() -> new Sides(root, transaction)).hasMessageContaining("old");
    }
    assertThat(open()).noneMatch(file -> file.startsWith(top.toString()));
  }

  private static List<String> open() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.map(SidesTest::target).toList();
    }
  }

  /// The one that lists them may be gone.
  private static String target(Path file) {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (IOException e) {
      return "";
    }
  }
}
