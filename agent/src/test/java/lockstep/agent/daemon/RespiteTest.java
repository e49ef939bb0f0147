package lockstep.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RespiteTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void comesOnceInALongWait() {
    Respite respite = new Respite(HOUR);
    assertThat(respite.in(HOUR)).isEqualTo(Respite.SETTLED);
    assertThat(respite.comes(HOUR)).isFalse();
    Duration early = HOUR.minusSeconds(40);
    assertThat(respite.in(early)).isEqualTo(Respite.SETTLED.minusSeconds(40));
    assertThat(respite.comes(early)).isFalse();
    Duration then = HOUR.minusSeconds(70);
    assertThat(respite.comes(then)).isTrue();
    assertThat(respite.comes(then)).isFalse();
    assertThat(respite.in(then)).isEqualTo(then);
  }

  @Test
  void doesNotComeInAShortWait() {
    Duration brief = Respite.LONG.minusMillis(1);
    Respite respite = new Respite(brief);
    assertThat(respite.in(brief)).isEqualTo(brief);
    assertThat(respite.comes(Duration.ZERO)).isFalse();
  }
}
