package lockstep.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class VerifyScheduleTest {
  private static final Instant NOW = Instant.parse("2026-11-28T09:00:00Z");

  private static boolean isDueAfter(String machine, Duration passed) {
    return VerifySchedule.USUAL.isDue(machine, NOW.minus(passed).getEpochSecond(), NOW);
  }

  @Test
  void everyByteIsReadOnceInTheIntervalAndAFleetDoesNotDoSoAtOnce() {
    int early = 0;
    for (int i = 0; i < 1000; i++) {
      String machine = "machine-" + i;
      assertThat(isDueAfter(machine, Duration.ofDays(7))).isTrue();
      assertThat(isDueAfter(machine, Duration.ofDays(7).multipliedBy(9).dividedBy(10))).isFalse();
      if (isDueAfter(machine, Duration.ofDays(7).multipliedBy(95).dividedBy(100))) {
        early++;
      }
    }
    assertThat(early).isBetween(430, 570);
  }

  @Test
  void whatWasNeverReadOrReadByAClockThatWasWrongIsDue() {
    assertThat(VerifySchedule.USUAL.isDue("m", 0, NOW)).isTrue();
    assertThat(isDueAfter("m", Duration.ofDays(-400))).isTrue();
    assertThat(isDueAfter("m", Duration.ZERO)).isFalse();
  }

  @Test
  void itIsReadWithItsBounds() {
    assertThat(VerifySchedule.parse("365d").interval()).isEqualTo(Duration.ofDays(365));
    for (String wrong : new String[] {"59m", "366d", "weekly"}) {
      assertThatThrownBy(() -> VerifySchedule.parse(wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
