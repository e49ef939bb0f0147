package lockstep.agent.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowsTest {
  private static Windows windows(String... texts) {
    return Windows.parse(List.of(texts));
  }

  private static Instant berlin(String local) {
    return ZonedDateTime.parse(local + "[Europe/Berlin]").toInstant();
  }

  @Test
  void withoutWindowsItIsAlwaysOpen() {
    assertThat(Windows.ALWAYS.isOpen(Instant.EPOCH)).isTrue();
    assertThat(Windows.ALWAYS.nextChange(Instant.EPOCH)).isEmpty();
    assertThat(windows()).hasToString("always");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-27T01:59:59.999+01:00, false", // a Friday
    "2026-11-27T02:00:00+01:00, true",
    "2026-11-27T03:59:59.999+01:00, true",
    "2026-11-27T04:00:00+01:00, false",
    "2026-11-28T02:30:00+01:00, false", // a Saturday
    "2026-11-30T02:30:00+01:00, true"
  })
  void aWindowIsOpenFromItsFirstMinuteToBeforeItsLast(String now, boolean open) {
    assertThat(windows("Mon-Fri 02:00-04:00 Europe/Berlin").isOpen(berlin(now))).isEqualTo(open);
  }

  @Test
  void itTellsWhenItOpensNextOverAWeekend() {
    Windows windows = windows("Mon-Fri 02:00-04:00 Europe/Berlin");
    assertThat(windows.nextChange(berlin("2026-11-27T05:00:00+01:00")))
        .contains(berlin("2026-11-30T02:00:00+01:00"));
    assertThat(windows.nextChange(berlin("2026-11-30T02:00:00+01:00")))
        .contains(berlin("2026-11-30T04:00:00+01:00"));
  }

  @Test
  void aWindowOverMidnightBelongsToTheDayOnWhichItBegins() {
    Windows windows = windows("Fri 22:00-02:00 UTC");
    assertThat(windows.isOpen(Instant.parse("2026-11-27T21:59:59Z"))).isFalse();
    assertThat(windows.isOpen(Instant.parse("2026-11-27T22:00:00Z"))).isTrue();
    assertThat(windows.isOpen(Instant.parse("2026-11-28T01:59:59Z"))).isTrue();
    assertThat(windows.isOpen(Instant.parse("2026-11-28T02:00:00Z"))).isFalse();
    assertThat(windows.isOpen(Instant.parse("2026-11-28T22:30:00Z"))).isFalse();
    assertThat(windows.nextChange(Instant.parse("2026-11-27T23:00:00Z")))
        .contains(Instant.parse("2026-11-28T02:00:00Z"));
  }

  @Test
  void daysMayWrapAroundTheWeekAndBeListed() {
    Windows windows = windows("Sat-Mon,Wed 00:00-24:00 UTC");
    assertThat(windows).hasToString("Mon,Wed,Sat,Sun 00:00-24:00 UTC");
    assertThat(windows.isOpen(Instant.parse("2026-11-30T23:59:59Z"))).isTrue(); // a Monday
    assertThat(windows.isOpen(Instant.parse("2026-12-01T00:00:00Z"))).isFalse();
    // From one whole day to the next it does not shut.
    assertThat(windows.nextChange(Instant.parse("2026-11-28T10:00:00Z")))
        .contains(Instant.parse("2026-12-01T00:00:00Z"));
  }

  @Test
  void windowsOfSeveralZonesAddUp() {
    Windows windows = windows("Mon-Sun 02:00-04:00 UTC", "Mon-Sun 03:30-05:00 UTC");
    assertThat(windows.nextChange(Instant.parse("2026-11-28T03:00:00Z")))
        .contains(Instant.parse("2026-11-28T05:00:00Z"));
    Windows always = windows("Mon-Sun 00:00-24:00 Asia/Kolkata");
    assertThat(always.isOpen(Instant.parse("2026-11-28T03:00:00Z"))).isTrue();
    assertThat(always.nextChange(Instant.parse("2026-11-28T03:00:00Z"))).isEmpty();
  }

  @Test
  void theHourThatTheClockSkipsIsInNoWindow() {
    // On 2026-03-29 Berlin's clocks go from 02:00 to 03:00.
    Windows skipped = windows("Sun 02:00-03:00 Europe/Berlin");
    assertThat(skipped.nextChange(berlin("2026-03-28T12:00:00+01:00")))
        .contains(berlin("2026-04-05T02:00:00+02:00"));
    Windows halfSkipped = windows("Sun 02:30-04:00 Europe/Berlin");
    assertThat(halfSkipped.nextChange(berlin("2026-03-28T12:00:00+01:00")))
        .contains(berlin("2026-03-29T03:00:00+02:00"));
    Windows around = windows("Sun 01:30-03:30 Europe/Berlin");
    assertThat(around.nextChange(berlin("2026-03-29T01:45:00+01:00")))
        .contains(Instant.parse("2026-03-29T01:30:00Z"));
    Windows upTo = windows("Sun 01:00-02:30 Europe/Berlin");
    assertThat(upTo.nextChange(berlin("2026-03-29T01:45:00+01:00")))
        .contains(Instant.parse("2026-03-29T01:00:00Z"));
  }

  @Test
  void theHourThatTheClockShowsTwiceIsInItsWindowTwice() {
    // On 2026-10-25 Berlin's clocks go from 03:00 back to 02:00.
    Windows whole = windows("Sun 02:00-03:00 Europe/Berlin");
    assertThat(whole.isOpen(Instant.parse("2026-10-25T00:30:00Z"))).isTrue();
    assertThat(whole.isOpen(Instant.parse("2026-10-25T01:30:00Z"))).isTrue();
    assertThat(whole.nextChange(Instant.parse("2026-10-25T00:30:00Z")))
        .contains(Instant.parse("2026-10-25T02:00:00Z"));
    Windows part = windows("Sun 01:30-02:30 Europe/Berlin");
    assertThat(part.nextChange(Instant.parse("2026-10-25T00:00:00Z")))
        .contains(Instant.parse("2026-10-25T00:30:00Z"));
    assertThat(part.nextChange(Instant.parse("2026-10-25T00:30:00Z")))
        .contains(Instant.parse("2026-10-25T01:00:00Z"));
    assertThat(part.nextChange(Instant.parse("2026-10-25T01:00:00Z")))
        .contains(Instant.parse("2026-10-25T01:30:00Z"));
  }

  @Test
  void aDayThatACountrySkippedIsInNoWindow() {
    // Samoa had no 30 December 2011, a Friday.
    Windows friday = windows("Fri 00:00-24:00 Pacific/Apia");
    Instant thursday = Instant.parse("2011-12-29T20:00:00Z");
    assertThat(friday.nextChange(thursday)).contains(Instant.parse("2012-01-05T10:00:00Z"));
  }

  @Test
  void eachChangeIsOneAndThereIsNoneBetween() {
    Windows windows =
        windows("Mon-Fri 02:00-04:00 Europe/Berlin", "Sat 23:00-01:30 America/New_York");
    Instant at = Instant.parse("2026-03-01T00:00:00Z");
    while (at.isBefore(Instant.parse("2026-04-10T00:00:00Z"))) {
      boolean open = windows.isOpen(at);
      Instant change = windows.nextChange(at).orElseThrow();
      for (Instant t = at; t.isBefore(change); t = t.plusSeconds(300)) {
        assertThat(windows.isOpen(t)).as(t.toString()).isEqualTo(open);
      }
      assertThat(windows.isOpen(change)).isEqualTo(!open);
      at = change;
    }
  }

  @Test
  void clocksAtTheEndOfTimeAreSurvived() {
    Windows windows = windows("Mon-Fri 02:00-04:00 Europe/Berlin");
    for (Instant at :
        List.of(Instant.MIN, Instant.MAX, Instant.ofEpochSecond(Long.MAX_VALUE >> 24))) {
      Optional<Instant> change = windows.nextChange(at);
      assertThat(change.filter(then -> !then.isAfter(at))).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "02:00-04:00",
        "Mon 02:00-04:00",
        "Mon 2:00-4:00 UTC",
        "Mon 02:00-02:00 UTC",
        "Mon 24:00-02:00 UTC",
        "Mon 02:00-00:00 UTC",
        "Mon 02:60-03:00 UTC",
        "Mon 02:00-24:01 UTC",
        "Montag 02:00-04:00 UTC",
        "Mon- 02:00-04:00 UTC",
        "Mon,,Tue 02:00-04:00 UTC",
        "Mon 02:00-04:00 Europe/Atlantis"
      })
  void whatIsNoWindowIsRefusedWithAReason(String text) {
    assertThatThrownBy(() -> windows(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "' is no window: ");
  }
}
