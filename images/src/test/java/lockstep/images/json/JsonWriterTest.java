package lockstep.images.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonWriterTest {
  @Test
  void canonicalKeysAreSortedByCodePointNotByUtf16Unit() {
    Json.Object object =
        Json.object().put("\ud83d\ude00", 1).put("\ufb01", 2).put("b", 3).put("a", 4).build();

    assertThat(new String(JsonWriter.canonical(object), StandardCharsets.UTF_8))
        .isEqualTo("{\"a\":4,\"b\":3,\"\ufb01\":2,\"\ud83d\ude00\":1}");
  }

  @Test
  void canonicalFormEscapesOnlyQuoteAndBackslash() {
    byte[] canonical = JsonWriter.canonical(new Json.Text("\"\\\n/\u0000\u00e9"));

    assertThat(new String(canonical, StandardCharsets.UTF_8))
        .isEqualTo("\"\\\"\\\\\n/\u0000\u00e9\"");
  }

  @Test
  void plainFormKeepsTheOrderAndEscapesControlCharacters() {
    Json.Object object =
        Json.object()
            .put("z", "a\nb\"")
            .put("a", true)
            .put("l", List.of(new Json.Whole(1), new Json.Null()))
            .put("o", Json.object())
            .build();

    assertThat(object).hasToString("{\"z\":\"a\\u000ab\\\"\",\"a\":true,\"l\":[1,null],\"o\":{}}");
  }

  @Test
  void prettyFormIsIndented() {
    Json.Object object =
        Json.object().put("a", List.of(new Json.Whole(1))).put("b", List.of()).build();

    assertThat(JsonWriter.pretty(object)).isEqualTo("{\n  \"a\": [\n    1\n  ],\n  \"b\": []\n}");
  }

  @Test
  void halfASurrogatePairCannotBecomeText() {
    assertThatThrownBy(() -> new Json.Text("\ud800")).isInstanceOf(IllegalArgumentException.class);
  }
}
