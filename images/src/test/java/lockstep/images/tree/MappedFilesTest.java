package lockstep.images.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;

class MappedFilesTest {
  private static final int BYTES = 1 << 20;

  @Test
  void isGivenBackAndIsThereAgainWhenItIsRead() throws Exception {
    // Not in /tmp, which may be memory itself.
    Path file = Files.createTempFile(Path.of("target").toRealPath(), "mapped", "");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(BYTES).put(BYTES - 1, (byte) 7));
      channel.force(true);
      MappedByteBuffer mapped = channel.map(MapMode.READ_ONLY, 0, BYTES);
      mapped.load();
      assertThat(resident(file)).isEqualTo(BYTES);

      MappedFiles.giveBack();

      assertThat(resident(file)).isZero();
      assertThat(mapped.get(BYTES - 1)).isEqualTo((byte) 7);
    } finally {
      Files.delete(file);
    }
  }

  /// Bytes of `file` that this process has in memory.
  private static long resident(Path file) throws IOException {
    List<String> lines = Files.readAllLines(Path.of("/proc/self/smaps"));
    int at = 0;
    while (!lines.get(at).endsWith(" " + file)) {
      at++;
    }
    while (!lines.get(at).startsWith("Rss:")) {
      at++;
    }
    return Long.parseLong(lines.get(at).replaceAll("\\D", "")) * 1024;
  }
}
