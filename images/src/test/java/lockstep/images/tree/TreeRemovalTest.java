package lockstep.images.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import lockstep.excludes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeRemovalTest {
  private static final Bytes TREE = Bytes.of("tree");

  @TempDir Path top;

  @Test
  void everyKindIsRemovedAndNothingIsFollowed() throws IOException {
    Files.createDirectories(top.resolve("outside/kept"));
    try (Directory root = Directory.open(top)) {
      root.makeDirectory(TREE, 0700);
      try (Directory tree = root.openChild(TREE)) {
        tree.createFile(Bytes.of("file"), 0).close();
        tree.makeFifo(Bytes.of("fifo"), 0600);
        tree.makeSymlink(Bytes.of("link"), Bytes.of("../outside"));
        tree.makeDirectory(Bytes.of("empty"), 0);
      }
      root.removeTree(TREE);
      assertThat(root.list()).extracting(Name::name).containsExactly(Bytes.of("outside"));
    }
    assertThat(top.resolve("outside/kept")).exists();
  }

  @Test
  void aSymlinkToATreeIsRemovedAndTheTreeKept() throws IOException {
    Files.createDirectories(top.resolve("outside/kept"));
    try (Directory root = Directory.open(top)) {
      root.makeSymlink(TREE, Bytes.of("outside"));
      root.removeTree(TREE);
      assertThat(root.statIfPresent(TREE)).isNull();
    }
    assertThat(top.resolve("outside/kept")).exists();
  }

  @Test
  void whatIsNotThereIsRemovedAlready() throws IOException {
    try (Directory root = Directory.open(top)) {
      root.removeTree(TREE);
      root.createFile(TREE, 0600).close();
      root.removeTree(TREE);
      assertThat(root.list()).isEmpty();
    }
  }

  @Test
  void aTreeDeeperThanAnyPathAndThanAnyProcessMayOpenIsRemoved() throws IOException {
    try (Directory root = Directory.open(top)) {
      DeepTree.make(root, TREE, 5000);
      root.removeTree(TREE);
      assertThat(root.list()).isEmpty();
    }
  }

  @Test
  void aMountPointStopsTheRemovalAndKeepsWhatIsMounted() throws IOException {
    Path tree = Files.createDirectory(top.resolve("tree"));
    try (MountedFilesystem mounted = MountedFilesystem.tmpfs(tree.resolve("mounted"));
        Directory root = Directory.open(top)) {
      Files.writeString(mounted.root().resolve("file"), "kept");
      assertThatThrownBy(() -> root.removeTree(TREE))
          .isInstanceOfSatisfying(
              SystemCallException.class,
              e -> assertThat(e.errno()).isEqualTo(SystemCallException.EXDEV));
      assertThat(mounted.root().resolve("file")).hasContent("kept");
    }
    try (Directory root = Directory.open(top)) {
      root.removeTree(TREE);
      assertThat(root.list()).isEmpty();
    }
  }
}
