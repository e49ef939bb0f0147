package lockstep.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import lockstep.agent.daemon.Schedule.Cause;
import lockstep.agent.daemon.Schedule.Ended;
import lockstep.agent.daemon.Schedule.Next;
import lockstep.agent.daemon.Schedule.Opening;
import lockstep.agent.daemon.Schedule.Success;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
  private static final Timetable QUARTER_HOUR =
      new Timetable(Duration.ofMinutes(15), Duration.ofSeconds(90));
  private static final Timetable EXACT = new Timetable(Duration.ofMinutes(15), Duration.ZERO);
  private static final Next OWN = new Next(Duration.ofMinutes(15), Cause.SCHEDULE);
  private static final Instant NOW = Instant.parse("2026-11-28T09:00:00Z");

  /// Draws the most it is allowed, or the least.
  private record Fixed(boolean most) implements RandomGenerator {
    @Override
    public long nextLong() {
      return 0;
    }

    @Override
    public long nextLong(long bound) {
      return most ? bound - 1 : 0;
    }
  }

  private static Schedule drawing(boolean most) {
    return new Schedule("web-17", new Fixed(most));
  }

  private static Ended good(Duration pollAfter) {
    return new Ended(Success.GOOD, Optional.empty(), pollAfter);
  }

  private static Ended failed(Duration retryAfter) {
    return new Ended(
        Success.FAILED, Optional.of(retryAfter).filter(Duration::isPositive), Duration.ZERO);
  }

  private static Duration own(Schedule schedule, Timetable timetable, Instant now) {
    return schedule.own(timetable, now, Optional.empty()).in();
  }

  @Test
  void aMachinePollsAtItsOwnPhaseAndComesBackToIt() {
    Schedule schedule = drawing(false);
    Instant phase = NOW.plus(own(schedule, EXACT, NOW));
    assertThat(own(schedule, EXACT, phase)).isEqualTo(EXACT.interval());
    assertThat(own(schedule, EXACT, phase.plusSeconds(60))).isEqualTo(Duration.ofMinutes(14));
    assertThat(own(drawing(false), EXACT, NOW)).isEqualTo(own(schedule, EXACT, NOW));
  }

  @Test
  void theNextPhaseIsLeftOutWhereItIsTheSamePollAgain() {
    Schedule schedule = drawing(false);
    Instant phase = NOW.plus(own(schedule, EXACT, NOW));
    Duration quarter = EXACT.interval().dividedBy(4);
    assertThat(own(schedule, EXACT, phase.minus(quarter))).isEqualTo(quarter);
    assertThat(own(schedule, EXACT, phase.minus(quarter).plusMillis(1)))
        .isEqualTo(EXACT.interval().plus(quarter).minusMillis(1));
  }

  @Test
  void aFleetIsSpreadEvenlyOverTheInterval() {
    int[] minutes = new int[15];
    for (int machine = 0; machine < 15_000; machine++) {
      Schedule schedule = new Schedule("machine-" + machine, new Fixed(false));
      Duration untilPhase = own(schedule, EXACT, NOW);
      minutes[(int) (untilPhase.toMinutes() % 15)]++;
    }
    assertThat(Arrays.stream(minutes).boxed().toList())
        .allSatisfy(count -> assertThat(count).isBetween(850, 1150));
  }

  @Test
  void aPollIsLateByNoMoreThanTheSplay() {
    Duration exact = own(drawing(false), QUARTER_HOUR, NOW);
    assertThat(own(drawing(true), QUARTER_HOUR, NOW)).isEqualTo(exact.plus(QUARTER_HOUR.splay()));
    assertThat(drawing(true).first(QUARTER_HOUR)).isEqualTo(QUARTER_HOUR.splay());
    assertThat(drawing(false).first(QUARTER_HOUR)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999999999Z",
        "1970-01-01T00:00:00Z",
        "2038-01-19T03:14:08Z",
        "+999999-01-01T00:00:00Z"
      })
  void aClockThatIsWrongByYearsNeitherHurriesNorDelaysIt(String now) {
    for (Instant at : List.of(Instant.parse(now), Instant.MIN, Instant.MAX)) {
      assertThat(own(drawing(true), QUARTER_HOUR, at))
          .isBetween(Duration.ofMinutes(15).dividedBy(4), Duration.ofMinutes(15 * 5 / 4 + 2));
    }
  }

  @Test
  void theServersWishGoesBeforeTheMachinesOwnPhaseWithinBounds() {
    Schedule schedule = drawing(false);
    Next own = schedule.own(QUARTER_HOUR, NOW, Optional.empty());
    assertThat(schedule.next(QUARTER_HOUR, good(Duration.ZERO), own)).isEqualTo(own);
    assertThat(schedule.next(QUARTER_HOUR, good(Duration.ofSeconds(40)), own))
        .isEqualTo(new Next(Duration.ofSeconds(40), Cause.SERVER));
    assertThat(drawing(true).next(QUARTER_HOUR, good(Duration.ofSeconds(40)), own).in())
        .isEqualTo(Duration.ofSeconds(44));
    assertThat(drawing(true).next(QUARTER_HOUR, good(Duration.ofHours(5)), own).in())
        .isEqualTo(Duration.ofHours(5).plus(QUARTER_HOUR.splay()));
    assertThat(schedule.next(QUARTER_HOUR, good(Duration.ofSeconds(0xffffffffL)), own).in())
        .isEqualTo(Schedule.LONGEST_ASKED);
    assertThat(schedule.next(QUARTER_HOUR, good(Duration.ofNanos(1)), own).in())
        .isEqualTo(Schedule.LEAST);
  }

  @Test
  void failuresAreAnsweredByEverLongerWaitsUpToTheIntervalAndASuccessEndsThat() {
    Schedule longest = drawing(true);
    Next own = longest.own(EXACT, NOW, Optional.empty());
    List<Long> seconds = new ArrayList<>();
    for (int i = 1; i <= 40; i++) {
      Next next = longest.next(EXACT, failed(Duration.ZERO), own);
      assertThat(next.cause()).isEqualTo(Cause.BACK_OFF);
      assertThat(longest.failures()).isEqualTo(i);
      seconds.add(next.in().toSeconds());
    }
    assertThat(seconds.subList(0, 6)).containsExactly(56L, 112L, 225L, 450L, 900L, 900L);
    assertThat(seconds.subList(6, 40)).containsOnly(900L);
    assertThat(longest.next(EXACT, good(Duration.ZERO), own)).isEqualTo(own);
    assertThat(longest.failures()).isZero();
    assertThat(longest.next(EXACT, failed(Duration.ZERO), own).in().toSeconds()).isEqualTo(56);
  }

  @Test
  void theWaitAfterAFailureIsDrawnFromNothingOn() {
    assertThat(drawing(false).next(EXACT, failed(Duration.ZERO), OWN).in())
        .isEqualTo(Schedule.LEAST);
    Schedule schedule = new Schedule("web-17", new Random(7));
    for (int i = 0; i < 10; i++) {
      var _ = schedule.next(EXACT, failed(Duration.ZERO), OWN);
    }
    int early = 0;
    for (int i = 0; i < 1000; i++) {
      if (schedule.next(EXACT, failed(Duration.ZERO), OWN).in().toSeconds() < 450) {
        early++;
      }
    }
    assertThat(early).isBetween(430, 570);
  }

  @Test
  void whatABusyServerAsksForIsWaitedForAndSpread() {
    assertThat(drawing(false).next(EXACT, failed(Duration.ofMinutes(2)), OWN).in())
        .isEqualTo(Duration.ofMinutes(2));
    Schedule late = drawing(true);
    for (long more : List.of(12, 24, 48, 96)) {
      assertThat(late.next(EXACT, failed(Duration.ofMinutes(2)), OWN).in().toSeconds())
          .isEqualTo(120 + more);
    }
    for (int i = 0; i < 40; i++) {
      assertThat(late.next(EXACT, failed(Duration.ofMinutes(2)), OWN).in())
          .isLessThanOrEqualTo(Duration.ofMinutes(2).plus(EXACT.interval()));
    }
    assertThat(drawing(false).next(EXACT, failed(Duration.ofSeconds(999_999_999)), OWN).in())
        .isEqualTo(Schedule.LONGEST_ASKED);
    Schedule asksForNothing = drawing(true);
    for (long seconds : List.of(1, 2, 4, 8, 16)) {
      Ended ended = new Ended(Success.FAILED, Optional.of(Duration.ZERO), Duration.ZERO);
      assertThat(asksForNothing.next(EXACT, ended, OWN).in().toSeconds()).isEqualTo(seconds);
    }
  }

  @Test
  void aWindowThatOpensBeforeTheNextPollIsNotMissed() {
    Schedule schedule = drawing(false);
    Opening soon = new Opening(Duration.ofMinutes(2), Duration.ofMinutes(10));
    assertThat(schedule.own(EXACT, NOW, Optional.of(soon)))
        .isEqualTo(new Next(Duration.ofMinutes(2), Cause.WINDOW));
    assertThat(drawing(true).own(QUARTER_HOUR, NOW, Optional.of(soon)).in())
        .isEqualTo(Duration.ofMinutes(2).plus(QUARTER_HOUR.splay()));
    Opening brief = new Opening(Duration.ofMinutes(2), Duration.ofMinutes(1));
    assertThat(drawing(true).own(QUARTER_HOUR, NOW, Optional.of(brief)).in())
        .isEqualTo(Duration.ofMinutes(2).plusSeconds(30));
    Opening past = new Opening(Duration.ofDays(-400), Duration.ofMinutes(10));
    assertThat(schedule.own(EXACT, NOW, Optional.of(past)).in()).isEqualTo(Schedule.LEAST);
    Opening far = new Opening(Duration.ofDays(3), Duration.ofMinutes(10));
    assertThat(schedule.own(EXACT, NOW, Optional.of(far)).cause()).isEqualTo(Cause.SCHEDULE);
  }

  @Test
  void timesAreReadWithTheirUnitsAndBounds() {
    assertThat(Timetable.interval("90s")).isEqualTo(Duration.ofSeconds(90));
    assertThat(Timetable.interval("7d")).isEqualTo(Duration.ofDays(7));
    assertThat(Timetable.splay("0s")).isZero();
    for (String wrong :
        new String[] {"", "15", "m", "15 m", "-5m", "0s", "8d", "1w", "99999999d"}) {
      assertThatThrownBy(() -> Timetable.interval(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'" + wrong + "'");
    }
    assertThatThrownBy(() -> new Timetable(Duration.ofMinutes(1), Duration.ofSeconds(31)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void timesAreWrittenAsTheyAreRead() {
    for (String text : new String[] {"0s", "90s", "15m", "36h", "7d"}) {
      assertThat(Span.text(Timetable.splay(text))).isEqualTo(text);
    }
    assertThat(Span.text(Duration.ofHours(1))).isEqualTo("1h");
    assertThat(Timetable.INTERVALS).hasToString("1s to 7d");
  }
}
