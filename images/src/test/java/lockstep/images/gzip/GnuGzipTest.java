package lockstep.images.gzip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Against the real program: what it writes is opened, and costs two bytes.
class GnuGzipTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
  void whatGzipWritesIsOpenedAndMadeAgain(int level) throws IOException {
    for (Map.Entry<String, byte[]> sample : Texts.ALL.entrySet()) {
      byte[] file = gzip(sample.getValue(), level);

      OpenedGzip opened = Reopening.open(file, sample.getKey());

      assertThat(opened.text().compareTo(Texts.buffer(sample.getValue())))
          .describedAs(sample.getKey())
          .isZero();
      assertThat(opened.recipe().length()).describedAs(sample.getKey()).isEqualTo(2);
    }
  }

  private static byte[] gzip(byte[] text, int level) throws IOException {
    return Programs.run(List.of("gzip", "-n", "-" + level), text);
  }
}
