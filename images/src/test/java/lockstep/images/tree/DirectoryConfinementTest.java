package lockstep.images.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryConfinementTest {
  @TempDir Path top;

  @Test
  void aSymlinkInTheMiddleOfAPathIsNotFollowed() throws IOException {
    Files.createDirectories(top.resolve("real/below"));
    Files.createSymbolicLink(top.resolve("link"), Path.of("real"));
    try (Directory root = Directory.open(top)) {
      assertErrno(() -> root.openBelow(RelativePath.of("link/below")), SystemCallException.ELOOP);
      root.openBelow(RelativePath.of("real/below")).close();
    }
  }

  @Test
  void aSymlinkToADirectoryIsNotAChild() throws IOException {
    Files.createDirectory(top.resolve("real"));
    Files.createSymbolicLink(top.resolve("link"), Path.of("real"));
    try (Directory root = Directory.open(top)) {
      assertErrno(() -> root.openChild(Bytes.of("link")), SystemCallException.ELOOP);
      root.openChild(Bytes.of("real")).close();
    }
  }

  @Test
  void aMountPointIsNotEntered() throws IOException {
    try (MountedFilesystem mounted = MountedFilesystem.tmpfs(top.resolve("mounted"));
        Directory root = Directory.open(top)) {
      Files.createDirectory(mounted.root().resolve("below"));
      assertErrno(() -> root.openChild(Bytes.of("mounted")), SystemCallException.EXDEV);
      assertErrno(
          () -> root.openBelow(RelativePath.of("mounted/below")), SystemCallException.EXDEV);
      assertThat(root.stat(Bytes.of("mounted")).isMountRoot()).isTrue();
    }
  }

  @Test
  void aBindMountOfTheSameFilesystemIsNotEnteredEither() throws IOException {
    Path target = Files.createDirectory(top.resolve("target"));
    Path source = Files.createDirectory(top.resolve("source"));
    try (MountedFilesystem _ = MountedFilesystem.bind(source, target);
        Directory root = Directory.open(top)) {
      assertErrno(() -> root.openChild(Bytes.of("target")), SystemCallException.EXDEV);
      root.openChild(Bytes.of("source")).close();
    }
  }

  @Test
  void aMountPointMayBeOpenedAsTheRootItself() throws IOException {
    try (MountedFilesystem mounted = MountedFilesystem.tmpfs(top.resolve("mounted"));
        Directory root = Directory.open(mounted.root())) {
      assertThat(root.list()).isEmpty();
    }
  }

  @Test
  void aDirectoryThatWasMovedAwayIsStillTheOneThatWasOpened() throws IOException {
    Files.createDirectories(top.resolve("a"));
    Files.createDirectories(top.resolve("outside"));
    try (Directory root = Directory.open(top);
        Directory opened = root.openChild(Bytes.of("a"))) {
      Files.move(top.resolve("a"), top.resolve("moved"));
      Files.createSymbolicLink(top.resolve("a"), Path.of("outside"));
      opened.createFile(Bytes.of("new"), 0600).close();
    }
    assertThat(top.resolve("moved/new")).exists();
    assertThat(top.resolve("outside")).isEmptyDirectory();
  }

  @Test
  void whoSwapsADirectoryForASymlinkAllTheTimeLeadsNothingOutside() throws Exception {
    Files.createDirectories(top.resolve("outside/below"));
    Files.createDirectories(top.resolve("root/a/below"));
    Files.createSymbolicLink(top.resolve("root/link"), Path.of("../outside"));
    AtomicBoolean done = new AtomicBoolean();
    int written = 0;
    int refused = 0;
    try (Directory root = Directory.open(top.resolve("root"));
        ExecutorService attacker = Executors.newSingleThreadExecutor()) {
      Future<?> attack = attacker.submit(() -> swapUntil(done, root));
      for (int i = 0; (written < 100 || refused < 100) && i < 1_000_000; i++) {
        try (Directory below = root.openBelow(RelativePath.of("a/below"))) {
          below.createFile(Bytes.of("file-" + i), 0600).close();
          written++;
        } catch (SystemCallException e) {
          assertThat(e.errno()).isEqualTo(SystemCallException.ELOOP);
          refused++;
        }
      }
      done.set(true);
      attack.get();
    }
    assertThat(written).isGreaterThanOrEqualTo(100);
    assertThat(refused).isGreaterThanOrEqualTo(100);
    assertThat(top.resolve("outside/below")).isEmptyDirectory();
  }

  private static @Nullable Void swapUntil(AtomicBoolean done, Directory root) throws IOException {
    while (!done.get()) {
      root.exchange(Bytes.of("a"), root, Bytes.of("link"));
    }
    return null;
  }

  private static void assertErrno(ThrowingCallable call, int errno) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SystemCallException.class, e -> assertThat(e.errno()).isEqualTo(errno));
  }
}
