package lockstep.images.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
  @Test
  void everyKindOfValueIsRead() throws JsonException {
    Json.Object read =
        JsonReader.readObject(
            utf8(
                " {\"t\": \"x\", \"n\": -12, \"b\": [true, false, null], \"o\": {}, \"a\": []}\n"));

    assertThat(read.text("t")).isEqualTo("x");
    assertThat(read.whole("n")).isEqualTo(-12);
    assertThat(read.array("b"))
        .isEqualTo(List.of(new Json.Bool(true), new Json.Bool(false), new Json.Null()));
    assertThat(read.object("o")).isEqualTo(Json.Object.EMPTY);
    assertThat(read.texts("a")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-9223372036854775808",
        "9223372036854775807",
        "\"\"",
        "\"\u00e9\ud83d\ude00\"",
        "\"\\ud83d\\ude00\\u0000\\n\\/\"",
        "[[]]",
        "{\"a\":{\"a\":1}}"
      })
  void whatOnlyOneReadingHasIsAccepted(String json) throws JsonException {
    Json value = JsonReader.read(utf8(json));

    assertThat(JsonReader.read(utf8(value.toString()))).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[1",
        "[1,]",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "{a:1}",
        "{\"a\":1}}",
        "1 2",
        "nul",
        "True",
        "1.0",
        "1e3",
        "-",
        "-0",
        "01",
        "+1",
        "NaN",
        "Infinity",
        "9223372036854775808",
        "100000000000000000000000000000",
        "'a'",
        "\"a",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"a\nb\"",
        "\"\\\"",
        "[1 2]",
        "//\n1",
        "\ufeff1"
      })
  void whatIsNoStrictJsonIsRefused(String json) {
    assertThatThrownBy(() -> JsonReader.read(utf8(json)))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("at byte");
  }

  @Test
  void aKeyThatStandsTwiceIsRefused() throws JsonException {
    assertThat(JsonReader.readObject(utf8("{\"a\":1,\"b\":1}")).members()).hasSize(2);
    assertThatThrownBy(() -> JsonReader.read(utf8("{\"a\":1,\"\\u0061\":1}")))
        .hasMessageContaining("twice");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\ud800x\"",
        "\"\\ud800\\n\"",
        "\"\\ud800\\ud800\"",
        "\"\\udc00\\ud800\""
      })
  void halfASurrogatePairIsRefused(String json) {
    assertThatThrownBy(() -> JsonReader.read(utf8(json))).hasMessageContaining("surrogate");
  }

  @Test
  void textThatIsNotUtf8IsRefused() {
    for (int[] bad : new int[][] {{0xff}, {0xc0, 0x80}, {0xed, 0xa0, 0x80}, {0xe2, 0x82}}) {
      byte[] json = new byte[bad.length + 2];
      json[0] = '"';
      json[json.length - 1] = '"';
      for (int i = 0; i < bad.length; i++) {
        json[i + 1] = (byte) bad[i];
      }
      assertThatThrownBy(() -> JsonReader.read(json)).hasMessageContaining("not UTF-8");
    }
  }

  @Test
  void textThatIsNotUtf8BesideAnEscapeIsRefused() {
    byte[] json = {'"', '\\', 'n', (byte) 0xff, '"'};

    assertThatThrownBy(() -> JsonReader.read(json)).hasMessageContaining("not UTF-8");
  }

  @Test
  void depthIsBoundedAndTheLastAllowedDepthIsRead() throws JsonException {
    int allowed = JsonReader.MAX_DEPTH + 1;

    JsonReader.read(utf8("[".repeat(allowed) + "]".repeat(allowed)));
    assertThatThrownBy(
            () -> JsonReader.read(utf8("[".repeat(allowed + 1) + "]".repeat(allowed + 1))))
        .hasMessageContaining("deep");
    assertThatThrownBy(() -> JsonReader.read(utf8("{\"a\":".repeat(100_000))))
        .hasMessageContaining("deep");
  }

  @Test
  void theNumberOfValuesIsBounded() throws JsonException {
    int allowed = JsonReader.MAX_VALUES - 1;

    JsonReader.read(utf8("[1" + ",1".repeat(allowed - 1) + "]"));
    assertThatThrownBy(() -> JsonReader.read(utf8("[1" + ",1".repeat(allowed) + "]")))
        .hasMessageContaining("values");
  }

  @Test
  void aValueOfAnotherKindOrNoneIsNamed() throws JsonException {
    Json.Object object = JsonReader.readObject(utf8("{\"a\":1,\"l\":[1]}"));

    assertThatThrownBy(() -> object.text("a")).hasMessage("'a' must be a text");
    assertThatThrownBy(() -> object.whole("b")).hasMessage("'b' is missing");
    assertThatThrownBy(() -> object.texts("l")).hasMessage("'l' must hold only texts");
    assertThatThrownBy(() -> JsonReader.readObject(utf8("[]"))).hasMessage("not a JSON object");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
