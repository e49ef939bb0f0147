package lockstep.server.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import lockstep.images.json.JsonException;
import lockstep.images.json.JsonReader;
import lockstep.images.json.JsonWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// docs/formats/rollout-v1.md.
class RolloutFormatTest {
  private static String golden() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(RolloutFormatTest.class.getResourceAsStream("rollout-v1.json"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static RolloutState read(String text) throws IOException {
    return StateJson.read(JsonReader.readObject(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void theGoldenFileIsReadAndWrittenAsItIs() throws IOException {
    RolloutState state = read(golden());
    assertThat(state.phase()).isEqualTo(Phase.HALTED);
    assertThat(state.since()).contains(Instant.parse("2026-11-28T09:41:07.530Z"));
    assertThat(state.plan().stage(2).bake()).isEqualTo(Duration.ofHours(1));
    assertThat(state.plan().check().orElseThrow().kind()).isEqualTo(SuccessCheck.Kind.WEBHOOK);
    assertThat(state.statement().currentBelow()).isEqualTo(1000);
    assertThat(JsonWriter.pretty(StateJson.of(state)) + "\n").isEqualTo(golden());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"version\": 1 | \"version\": 2",
        "lockstep-rollout | lockstep-release",
        "\"stage\": 2 | \"stage\": 1",
        "\"stage\": 2 | \"stage\": 4",
        "\"stage\": 2 | \"stage\": -1",
        "halted | walking",
        "halted | scheduled",
        "3f00 | zz00",
        "\"below\": 10000 | \"below\": 10001",
        "\"below\": 10000 | \"below\": 9999",
        "\"below\": 1000, | \"below\": 0,",
        "\"bakeSeconds\": 1800 | \"bakeSeconds\": -1",
        "\"bakeSeconds\": 1800 | \"bakeSeconds\": 99999999999",
        "\"threshold\": 200 | \"threshold\": 10001",
        "09:00-16:00 | 09:00-09:00",
        "webhook | telepathy",
        "https://ci | ftp://ci",
        "\"timeoutSeconds\": 60 | \"timeoutSeconds\": 0",
        "09:00:00Z | 25:00:00Z",
        "\"fate\": \"failed\" | \"fate\": \"lost\"",
        "\"salt\" | \"pepper\"",
      })
  void whatDoesNotFitTogetherIsRefused(String whole, String broken) throws IOException {
    String text = golden().replaceFirst(java.util.regex.Pattern.quote(whole), broken);
    assertThat(text).isNotEqualTo(golden());
    assertThatThrownBy(() -> read(text)).isInstanceOf(JsonException.class);
  }
}
