package lockstep.images.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import lockstep.excludes.Bytes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// That a number means here what it is used for. A wrong one is no error to the kernel: it is another call, or another flag.
class ArchitectureTest {
  @TempDir Path top;

  @BeforeEach
  void makeOneOfEach() throws IOException {
    Files.createDirectory(top.resolve("directory"));
    Files.createFile(top.resolve("file"));
    Files.createSymbolicLink(top.resolve("symlink"), Path.of("file"));
  }

  /// @return the descriptor, or the negative `errno`
  private int open(String name, int flags) {
    return LinuxCalls.openAt(
        LinuxCalls.WORKING_DIRECTORY, PathBytes.of(top.resolve(name)), flags, 0);
  }

  private int openAndClose(String name, int flags) {
    int opened = open(name, flags);
    if (opened >= 0) {
      FileCalls.close(opened);
    }
    return opened;
  }

  @Test
  void aDirectoryIsAskedForAndNoSymlinkIsFollowed() {
    assertThat(openAndClose("file", OpenFlags.DIRECTORY)).isEqualTo(-SystemCallException.ENOTDIR);
    assertThat(openAndClose("directory", OpenFlags.DIRECTORY)).isNotNegative();
    assertThat(openAndClose("symlink", OpenFlags.NO_FOLLOW)).isEqualTo(-SystemCallException.ELOOP);
    assertThat(openAndClose("symlink", OpenFlags.READ_ONLY)).isNotNegative();
  }

  @Test
  void directoriesAreListedAndNodesMade() throws IOException {
    int directory = open("directory", OpenFlags.DIRECTORY);
    try {
      assertThat(LinuxCalls.getdents(directory)).isPositive(); // `.` and `..`
      assertThat(LinuxCalls.getdents(directory)).isZero();
      assertThat(LinuxCalls.mknod(directory, Bytes.of("fifo"), 0010600, 0)).isZero();
    } finally {
      FileCalls.close(directory);
    }
    assertThat(Files.getAttribute(top.resolve("directory/fifo"), "unix:mode")).isEqualTo(0010600);
  }

  @Test
  void noDeviceHasANumberOfMoreThan32Bits() {
    assertThat(LinuxCalls.mknod(-1, Bytes.of("device"), 0020600, 1L << 32))
        .isEqualTo(-SystemCallException.EINVAL);
  }

  @Test
  void otherProcessorsAreRefused() {
    assertThat(Architecture.of("amd64")).isEqualTo(Architecture.X86_64);
    assertThat(Architecture.of("aarch64")).isEqualTo(Architecture.ARM64);
    assertThatThrownBy(() -> Architecture.of("riscv64")).hasMessageContaining("'riscv64'");
  }
}
