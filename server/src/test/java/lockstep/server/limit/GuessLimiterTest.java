package lockstep.server.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GuessLimiterTest {
  private static final GuessLimiter.Limits LIMITS =
      new GuessLimiter.Limits(
          10, Duration.ofMinutes(10), Duration.ofMinutes(1), Duration.ofHours(1), 100);

  private Instant now = Instant.EPOCH;
  private final GuessLimiter limiter = new GuessLimiter(LIMITS, () -> now);

  private GuessLimiter.Guess guess(String key) {
    GuessLimiter.Answer answer = limiter.ask(key);
    assertThat(answer).isInstanceOf(GuessLimiter.Guess.class);
    return (GuessLimiter.Guess) answer;
  }

  private Optional<Duration> wrong(String key) {
    try (GuessLimiter.Guess guess = guess(key)) {
      return guess.wrong();
    }
  }

  private void assertWaits(String key, Duration time) {
    assertThat(limiter.ask(key)).isEqualTo(new GuessLimiter.Wait(time));
  }

  /// @return how long that locks out
  private Duration lockOut(String key) {
    for (int i = 1; i < 10; i++) {
      assertThat(wrong(key)).isEmpty();
    }
    return wrong(key).orElseThrow();
  }

  @Test
  void theTenthWrongGuessLocksOutAndIsTheOnlyOneThatSaysSo() {
    assertThat(lockOut("a")).isEqualTo(Duration.ofMinutes(1));

    assertWaits("a", Duration.ofMinutes(1));
    now = now.plusSeconds(59);
    assertWaits("a", Duration.ofSeconds(1));
    now = now.plusSeconds(1);
    assertThat(wrong("a")).isEmpty();
  }

  @Test
  void othersAreNotLockedOut() {
    lockOut("a");

    assertThat(wrong("b")).isEmpty();
  }

  @Test
  void eachLockOutIsTwiceAsLongUpToTheLongest() {
    List<Long> minutes = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Duration time = lockOut("a");
      minutes.add(time.toMinutes());
      now = now.plus(time);
    }

    assertThat(minutes).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
  }

  @Test
  void aLongTimeWithoutALockOutForgetsTheOnesBefore() {
    now = now.plus(lockOut("a"));
    now = now.plus(lockOut("a"));
    now = now.plus(Duration.ofHours(1)).minusSeconds(1);
    assertThat(lockOut("a")).isEqualTo(Duration.ofMinutes(4));
    now = now.plus(Duration.ofMinutes(4)).plus(Duration.ofHours(1));

    assertThat(lockOut("a")).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void wrongGuessesOfAWindowThatIsOverCountNoMore() {
    for (int i = 0; i < 9; i++) {
      assertThat(wrong("a")).isEmpty();
    }
    now = now.plus(Duration.ofMinutes(10));

    assertThat(lockOut("a")).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void wrongGuessesWithinTheWindowCountToItsEnd() {
    assertThat(wrong("a")).isEmpty();
    now = now.plus(Duration.ofMinutes(10)).minusSeconds(1);
    for (int i = 0; i < 8; i++) {
      assertThat(wrong("a")).isEmpty();
    }

    assertThat(wrong("a")).contains(Duration.ofMinutes(1));
  }

  @Test
  void rightGuessesCostNothingAndForgiveNothing() {
    for (int i = 0; i < 9; i++) {
      assertThat(wrong("a")).isEmpty();
      for (int right = 0; right < 20; right++) {
        guess("a").close();
      }
    }

    assertThat(wrong("a")).contains(Duration.ofMinutes(1));
  }

  @Test
  void manyAtOnceAreNoMoreGuessesThanOneAfterTheOther() {
    List<GuessLimiter.Guess> pending = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      pending.add(guess("a"));
    }
    assertWaits("a", Duration.ofSeconds(1));
    pending.removeFirst().close();
    guess("a").close();

    for (GuessLimiter.Guess guess : pending) {
      assertThat(guess.wrong()).isEmpty();
    }
    assertThat(wrong("a")).contains(Duration.ofMinutes(1));
  }

  @Test
  void aGuessThatWasWrongIsClosedOnce() {
    for (int i = 0; i < 9; i++) {
      try (GuessLimiter.Guess guess = guess("a")) {
        assertThat(guess.wrong()).isEmpty();
      }
    }

    try (GuessLimiter.Guess last = guess("a")) {
      assertWaits("a", Duration.ofSeconds(1));
      assertThat(last.wrong()).isPresent();
    }
  }

  @Test
  void aThousandSourcesTakeTheRoomOfAHundred() {
    for (int i = 0; i < 1000; i++) {
      assertThat(wrong("source " + i)).isEmpty();
    }

    assertThat(limiter.size()).isEqualTo(100);
  }

  @Test
  void whoKeepsGuessingStaysLockedOutAmongManyOthers() {
    lockOut("a");
    for (int i = 0; i < 1000; i++) {
      assertThat(wrong("source " + i)).isEmpty();
      assertWaits("a", Duration.ofMinutes(1));
    }
  }
}
