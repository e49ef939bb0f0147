package lockstep.images.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import lockstep.images.ImageId;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;
import lockstep.images.json.JsonReader;
import lockstep.images.release.RolloutStatement.Pace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RolloutStatementTest {
  private static final ImageId CURRENT =
      ImageId.parse("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
  private static final ImageId OLD = ImageId.parse("0".repeat(64));
  private static final String JSON =
      "{\"current\":\""
          + CURRENT
          + "\",\"currentBelow\":1000,\"groups\":[\"canary\"],\"halted\":false,\"old\":\""
          + OLD
          + "\",\"release\":7,\"salt\":\"spring\",\"version\":1}";

  /// Computed apart from this code, in Python 3:
  ///
  ///     def bucket(*parts):
  ///         b = b''.join(struct.pack('>I', len(p.encode())) + p.encode() for p in parts)
  ///         return int.from_bytes(hashlib.sha256(b).digest()[:8], 'big') % 10000
  ///     bucket(machine, '9f86…0a08', salt)
  @ParameterizedTest
  @CsvSource({
    "'', '', 7465",
    "machine-1, '', 9926",
    "machine-1, spring, 7001",
    "machine-2, spring, 5030",
    "machine-1s, pring, 3826",
    "münchen-😀, spring, 3120"
  })
  void aMachinesBucketIsTheSameInEveryProgram(String machine, String salt, int bucket) {
    assertThat(statement(0, salt).bucket(machine)).isEqualTo(bucket);
  }

  @Test
  void aShareOfTheBucketsIsAboutThatShareOfTheMachines() {
    RolloutStatement tenPercent = statement(1000, "spring");

    long taking =
        IntStream.range(0, 10_000)
            .filter(i -> tenPercent.decide("machine-" + i, List.of()) == Take.CURRENT)
            .count();

    assertThat(taking).isEqualTo(957); // by the Python above
  }

  @Test
  void aMachineBelowTheLimitTakesCurrentAndOneAtItBelongsOnOld() {
    assertThat(statement(7002, "spring").decide("machine-1", List.of())).isEqualTo(Take.CURRENT);
    assertThat(statement(7001, "spring").decide("machine-1", List.of())).isEqualTo(Take.OLD);
  }

  @Test
  void aNamedGroupTakesCurrentWhateverItsBucket() {
    RolloutStatement nobody = statement(0, "spring");

    assertThat(nobody.decide("machine-1", List.of("canary"))).isEqualTo(Take.CURRENT);
    assertThat(nobody.decide("machine-1", List.of("berlin"))).isEqualTo(Take.OLD);
  }

  @Test
  void aHaltedRolloutHoldsEveryone() {
    RolloutStatement halted =
        new RolloutStatement(
            7, CURRENT, Optional.of(OLD), 10_000, List.of("canary"), "", Pace.HALTED);

    assertThat(halted.decide("machine-1", List.of("canary"))).isEqualTo(Take.HOLD);
  }

  @Test
  void withoutAnOldImageAMachineOutsideItsStageWaits() {
    RolloutStatement half =
        new RolloutStatement(1, CURRENT, Optional.empty(), 7465, List.of(), "", Pace.RUNNING);

    assertThat(half.decide("", List.of())).isEqualTo(Take.HOLD);
    assertThat(half.decide("a".repeat(300), List.of())).isEqualTo(Take.CURRENT); // bucket 1728
  }

  @Test
  void aStatementIsReadAsItIsWritten() throws JsonException {
    RolloutStatement statement = statement(1000, "spring");

    assertThat(new String(statement.toBytes(), StandardCharsets.UTF_8)).isEqualTo(JSON);
    assertThat(RolloutStatement.parse(read(JSON))).isEqualTo(statement);
  }

  @Test
  void aFieldOfALaterVersionIsIgnored() throws JsonException {
    assertThat(RolloutStatement.parse(read(JSON.replace("{\"cur", "{\"bake\":30,\"cur"))))
        .isEqualTo(statement(1000, "spring"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"version\":1/\"version\":2",
        "1000/10001",
        "1000/-1",
        "\"release\":7/\"release\":-1",
        "9f86d0/9F86D0",
        "false/0",
        "[\"canary\"]/[1]",
        "\"salt\":/\"pepper\":"
      })
  void aStatementThatMakesNoSenseIsRefused(String change) {
    String[] parts = change.split("/", -1);

    assertThatThrownBy(() -> RolloutStatement.parse(read(JSON.replace(parts[0], parts[1]))))
        .isInstanceOf(JsonException.class);
  }

  private static Json.Object read(String json) throws JsonException {
    return JsonReader.readObject(json.getBytes(StandardCharsets.UTF_8));
  }

  private static RolloutStatement statement(int currentBelow, String salt) {
    return new RolloutStatement(
        7, CURRENT, Optional.of(OLD), currentBelow, List.of("canary"), salt, Pace.RUNNING);
  }
}
