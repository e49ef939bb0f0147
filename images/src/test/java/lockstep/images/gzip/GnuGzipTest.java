package lockstep.images.gzip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Against the real program: what it writes is opened, and by the encoder that wrote it.
class GnuGzipTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
  void whatGzipWritesIsOpenedAndMadeAgain(int level) throws Exception {
    for (Map.Entry<String, byte[]> sample : Texts.ALL.entrySet()) {
      byte[] file = gzip(sample.getValue(), level);

      Optional<OpenedGzip> opened = GzipOpener.open(ByteBuffer.wrap(file), Texts.MAX_BYTES);

      assertThat(opened).describedAs("%s at level %d", sample.getKey(), level).isPresent();
      assertThat(opened.get().text()).isEqualTo(ByteBuffer.wrap(sample.getValue()));
      assertThat(opened.get().recipe().length()).isEqualTo(2);
      ByteBuffer made = ByteBuffer.allocateDirect(file.length);
      GzipMaker.make(opened.get().text(), opened.get().recipe(), made);
      assertThat(made).isEqualTo(ByteBuffer.wrap(file));
    }
  }

  private static byte[] gzip(byte[] text, int level) throws IOException {
    return Programs.run(List.of("gzip", "-n", "-" + level), text);
  }
}
