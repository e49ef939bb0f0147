package lockstep.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DriftPaceTest {
  private static final Duration MOST = Duration.ofMinutes(15);
  private final DriftPace pace = new DriftPace();

  private static long at(Duration time) {
    return time.toNanos() - 1_000_000_000_000L; // such a clock may be below zero
  }

  @Test
  void aFirstChangeOnlySettles() {
    assertThat(pace.until(at(Duration.ZERO), at(Duration.ZERO), at(Duration.ZERO)))
        .isEqualTo(DriftPace.SETTLING);
    assertThat(pace.until(at(Duration.ZERO), at(Duration.ZERO), at(Duration.ofSeconds(1))))
        .isZero();
  }

  @Test
  void whoeverIsStillAtItIsWaitedForButNotForLong() {
    long begin = at(Duration.ZERO);
    for (int seconds = 1; seconds < 9; seconds++) {
      long now = at(Duration.ofSeconds(seconds));
      assertThat(pace.until(begin, now, now)).isEqualTo(DriftPace.SETTLING);
    }
    long late = at(DriftPace.LONGEST_SETTLING);
    assertThat(pace.until(begin, late, late)).isZero();
  }

  /// Whoever writes all the time causes a round now and then: few in an hour, none more often than the polls in the end.
  @Test
  void aBusyWriterIsAnsweredEverMoreSeldom() {
    List<Duration> waits = new ArrayList<>();
    Duration now = Duration.ZERO;
    for (int i = 0; i < 24; i++) {
      Duration wait = pace.until(at(now), at(now), at(now));
      waits.add(wait);
      now = now.plus(wait);
      pace.begins(at(now), MOST);
      now = now.plusMillis(100);
      pace.ends(at(now));
    }
    assertThat(waits.getFirst()).isEqualTo(DriftPace.SETTLING);
    assertThat(waits.subList(1, DriftPace.AT_ONCE + 1)).containsOnly(DriftPace.LEAST);
    assertThat(waits.get(DriftPace.AT_ONCE + 1)).isEqualTo(DriftPace.LEAST.multipliedBy(2));
    assertThat(waits.getLast()).isEqualTo(MOST);
  }

  /// Who never rests makes each round wait as long as one does for quiet; that is no quiet time.
  @Test
  void whoWritesEachSecondIsAnsweredEverMoreSeldomToo() {
    List<Duration> waits = new ArrayList<>();
    Duration now = Duration.ZERO;
    for (int i = 0; i < 24; i++) {
      Duration noticed = now;
      Duration wait = pace.until(at(noticed), at(noticed), at(now));
      while (!wait.isZero()) {
        now = now.plus(wait.compareTo(Duration.ofMillis(900)) < 0 ? wait : Duration.ofMillis(900));
        wait = pace.until(at(noticed), at(now), at(now));
      }
      waits.add(now.minus(noticed));
      pace.begins(at(now), MOST);
      pace.ends(at(now));
    }
    assertThat(waits.getFirst()).isEqualTo(DriftPace.LONGEST_SETTLING);
    assertThat(waits.getLast()).isEqualTo(MOST);
  }

  @Test
  void afterAQuietTimeItIsSoonAgain() {
    Duration now = Duration.ZERO;
    for (int i = 0; i < 15; i++) {
      now = now.plus(pace.until(at(now), at(now), at(now)));
      pace.begins(at(now), MOST);
      pace.ends(at(now));
    }
    assertThat(pace.until(at(now), at(now), at(now))).isGreaterThan(Duration.ofSeconds(5));
    now = now.plusHours(1);
    assertThat(pace.until(at(now), at(now), at(now))).isEqualTo(DriftPace.SETTLING);
    pace.begins(at(now), MOST);
    pace.ends(at(now));
    assertThat(pace.until(at(now), at(now), at(now))).isEqualTo(DriftPace.LEAST);
  }
}
