package lockstep.server.repository;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DurableTest {
  @Test
  void aFullDiskIsToldWithTheFileThatDidNotFit() {
    assertThatThrownBy(
            () -> {
              try (OutputStream out = Durable.output(Path.of("/dev/full"))) {
                out.write(new byte[1 << 20]);
              }
            })
        .isInstanceOf(FileSystemException.class)
        .hasMessage("/dev/full: No space left on device");
  }
}
