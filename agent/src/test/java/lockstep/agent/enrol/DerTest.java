package lockstep.agent.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DerTest {
  /// X.690, 8.1.3: one byte below 128, then a byte that counts the bytes of the length; never more than needed.
  @ParameterizedTest
  @CsvSource({
    "0, 3000",
    "127, 307f",
    "128, 308180",
    "255, 3081ff",
    "256, 30820100",
    "65535, 3082ffff"
  })
  void everyLengthHasItsShortestForm(int length, String header) {
    byte[] written = Der.of(0x30, new byte[length]);

    assertThat(Arrays.copyOf(written, written.length - length))
        .isEqualTo(HexFormat.of().parseHex(header));
  }

  @Test
  void contentsFollowEachOther() {
    assertThat(Der.of(0x03, new byte[] {0}, new byte[] {7, 8})).containsExactly(3, 3, 0, 7, 8);
  }

  @Test
  void whatNoRequestHasIsRefused() {
    assertThatThrownBy(() -> Der.of(0x30, new byte[1 << 16]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("65536");
  }
}
