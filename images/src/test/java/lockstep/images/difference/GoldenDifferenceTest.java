package lockstep.images.difference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import lockstep.images.IntegrityException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Differences that were written once and never again: today's reader must understand, or refuse, the oldest. What it
/// forecasts may never change, or it would make other files of them.
class GoldenDifferenceTest {
  @ParameterizedTest
  @ValueSource(strings = {"program", "text"})
  void aValidDifferenceOfVersionOneMakesItsFile(String name) throws IOException {
    assertThat(made(name, "valid-" + name + ".none")).isEqualTo(golden(name + "-target"));
  }

  @Test
  void theProgramIsMostlyForecast() throws IOException {
    byte[] target = golden("program-target");
    int sent = golden("valid-program.diff").length + golden("valid-program.extra").length;

    assertThat(sent).isLessThan(target.length / 20);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "copy-behind-the-base.control",
        "copy-before-the-base.control",
        "copy-behind-the-target.control",
        "more-copies-than-bytes.control",
        "number-without-end.control",
        "number-of-more-than-64-bits.control",
        "length-of-32-bits.control",
        "more-behind-the-copies.control",
        "gaps-behind-the-end.diff",
        "bytes-behind-the-end.diff",
        "byte-missing.diff",
        "byte-too-many.diff",
        "gaps-too-many.diff",
        "field-too-many.diff",
        "byte-missing.extra",
        "byte-too-many.extra"
      })
  void brokenDifferencesAreRefused(String fault) {
    assertThatThrownBy(() -> made("text", "broken-" + fault))
        .isInstanceOf(IntegrityException.class);
  }

  /// @param instead the name of a stream that takes the place of its like
  private static byte[] made(String name, String instead) throws IOException {
    byte[] target = new byte[golden(name + "-target").length];
    DifferenceApplier.apply(
        ByteBuffer.wrap(golden(name + "-base")),
        stream(name, "control", instead),
        stream(name, "diff", instead),
        stream(name, "extra", instead),
        ByteBuffer.wrap(target));
    return target;
  }

  private static ByteBuffer stream(String name, String kind, String instead) throws IOException {
    String file = instead.endsWith("." + kind) ? instead : "valid-" + name + "." + kind;
    return ByteBuffer.wrap(golden(file));
  }

  private static byte[] golden(String name) throws IOException {
    String resource = "/golden/difference-v1/" + name;
    try (InputStream in = GoldenDifferenceTest.class.getResourceAsStream(resource)) {
      return Objects.requireNonNull(in, resource).readAllBytes();
    }
  }
}
