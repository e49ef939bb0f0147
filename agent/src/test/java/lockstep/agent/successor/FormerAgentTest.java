package lockstep.agent.successor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import lockstep.images.ProblemException;
import lockstep.images.tree.MountedFilesystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormerAgentTest {
  private static final int PROGRAM_BYTES = 3 << 20;

  @TempDir private Path folder;
  private Path home;
  private Path state;

  @BeforeEach
  void anAgent() throws IOException {
    home = Files.createDirectories(folder.resolve("1.0"));
    Files.createDirectories(home.resolve("runtime/bin"));
    Path java = Files.write(home.resolve("runtime/bin/java"), new byte[PROGRAM_BYTES]);
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createSymbolicLink(home.resolve("runtime/link"), Path.of("bin/java"));
    Files.createDirectory(home.resolve("bin"));
    Files.writeString(home.resolve("bin/lockstep-agent"), "#!/bin/sh");
    state = Files.createDirectory(folder.resolve("state"));
  }

  @Test
  void theCopyIsWholeAndGoesAgain() throws IOException {
    FormerAgent former = new FormerAgent(state);
    assertThat(former.exists()).isFalse();

    assertThat(former.keep(home)).isTrue();
    assertThat(former.keep(home)).isTrue();

    assertThat(former.exists()).isTrue();
    Path copy = state.resolve("former/runtime/bin/java");
    assertThat(copy).hasSize(PROGRAM_BYTES).isExecutable();
    assertThat(Files.readSymbolicLink(state.resolve("former/runtime/link")))
        .isEqualTo(Path.of("bin/java"));
    former.sweep();
    assertThat(former.exists()).isFalse();
    assertThat(state).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rm -r 1.0", "rm -r 1.0/bin", "rm -r 1.0/runtime"})
  void anAgentThatCouldNotStartIsNotKept(String loss) throws Exception {
    Process losing = new ProcessBuilder("sh", "-c", loss).directory(folder.toFile()).start();
    assertThat(losing.waitFor()).isZero();

    assertThat(new FormerAgent(state).keep(home)).isFalse();

    assertThat(state).isEmptyDirectory();
  }

  @Test
  void whatACrashLeftOfACopyIsNoCopy() throws IOException {
    Files.createDirectories(state.resolve("former.new/half"));
    FormerAgent former = new FormerAgent(state);

    assertThat(former.exists()).isTrue(); // so that it is swept
    assertThat(former.keep(home)).isTrue();

    assertThat(state.resolve("former/half")).doesNotExist();
    assertThat(state.resolve("former.new")).doesNotExist();
  }

  @Test
  void whereThereIsNoRoomNothingIsWritten() throws IOException {
    try (MountedFilesystem disk = MountedFilesystem.ext4(folder)) {
      Path full = Files.createDirectory(disk.root().resolve("state"));
      long free = Files.getFileStore(full).getUsableSpace();
      Files.write(disk.root().resolve("ballast"), new byte[(int) (free - PROGRAM_BYTES)]);

      assertThatThrownBy(() -> new FormerAgent(full).keep(home))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("E-SPACE")
          .hasMessageContaining("to keep this agent while the image's is tried");
      assertThat(full).isEmptyDirectory();
    }
  }
}
