package lockstep.server.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTest {
  private static Instant at(String time) {
    return Instant.parse(time);
  }

  @Test
  void itIsOpenFromItsFirstMinuteToBeforeItsLastByTheClocksOfItsPlace() {
    Window window = Window.parse("Mon-Fri 09:00-16:00 Europe/Zurich");
    assertThat(window.isOpen(at("2026-11-27T07:59:59Z"))).isFalse(); // a Friday, 08:59:59 there
    assertThat(window.isOpen(at("2026-11-27T08:00:00Z"))).isTrue();
    assertThat(window.isOpen(at("2026-11-27T14:59:59Z"))).isTrue();
    assertThat(window.isOpen(at("2026-11-27T15:00:00Z"))).isFalse();
    assertThat(window.isOpen(at("2026-11-28T10:00:00Z"))).isFalse(); // a Saturday
  }

  @Test
  void oneThatEndsBeforeItBeginsEndsTheDayAfter() {
    Window window = Window.parse("Sat 22:00-04:00 UTC");
    assertThat(window.isOpen(at("2026-11-28T21:59:59Z"))).isFalse();
    assertThat(window.isOpen(at("2026-11-28T22:00:00Z"))).isTrue();
    assertThat(window.isOpen(at("2026-11-29T03:59:59Z"))).isTrue();
    assertThat(window.isOpen(at("2026-11-29T04:00:00Z"))).isFalse();
    assertThat(window.isOpen(at("2026-11-28T03:00:00Z"))).isFalse(); // would have begun on Friday
  }

  @Test
  void itOpensNextOnTheNextOfItsDays() {
    Window window = Window.parse("Tue,Thu 06:00-07:00 UTC");
    assertThat(window.openFrom(at("2026-11-28T12:00:00Z"))).isEqualTo(at("2026-12-01T06:00:00Z"));
    assertThat(window.openFrom(at("2026-12-01T06:30:00Z"))).isEqualTo(at("2026-12-01T06:30:00Z"));
    assertThat(window.openFrom(at("2026-12-01T07:00:00Z"))).isEqualTo(at("2026-12-03T06:00:00Z"));
    assertThat(window.openFrom(at("2026-12-03T07:00:00Z"))).isEqualTo(at("2026-12-08T06:00:00Z"));
  }

  @Test
  void aWeekIsFoundAgainAlsoWhereOnlyOneDayIsOpen() {
    Window window = Window.parse("Sat 10:00-11:00 UTC");
    assertThat(window.openFrom(at("2026-11-28T11:00:00Z"))).isEqualTo(at("2026-12-05T10:00:00Z"));
  }

  /// In the night of 29 March 2026 clocks in Zurich go from 02:00 to 03:00.
  @Test
  void anHourThatTheClocksLeaveOutOpensWhenTheyGoOn() {
    Window window = Window.parse("Sun 02:30-05:00 Europe/Zurich");
    assertThat(window.openFrom(at("2026-03-28T12:00:00Z"))).isEqualTo(at("2026-03-29T01:30:00Z"));
    assertThat(window.isOpen(at("2026-03-29T02:59:59Z"))).isTrue();
    assertThat(window.isOpen(at("2026-03-29T03:00:00Z"))).isFalse();
  }

  @Test
  void aWholeDayEndsAtTwentyFour() {
    Window window = Window.parse("Mon 00:00-24:00 UTC");
    assertThat(window.isOpen(at("2026-11-30T00:00:00Z"))).isTrue();
    assertThat(window.isOpen(at("2026-11-30T23:59:59Z"))).isTrue();
    assertThat(window.isOpen(at("2026-12-01T00:00:00Z"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Mon,Tue,Wed,Thu,Fri 09:00-16:00 Europe/Zurich",
        "Sat 22:00-04:00 UTC",
        "Mon,Tue,Wed,Thu,Fri,Sat,Sun 00:00-24:00 +02:00"
      })
  void itIsWrittenAsItIsRead(String text) {
    assertThat(Window.parse(text)).hasToString(text);
    assertThat(Window.parse(Window.parse(text).toString())).isEqualTo(Window.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "09:00-16:00",
        "Mon 09:00-09:00 UTC",
        "Mon 09:00-00:00 UTC",
        "Mon 24:00-09:00 UTC",
        "Mon 09:00-25:00 UTC",
        "Mon 9:00-10:00 UTC",
        "Mon- 09:00-10:00 UTC",
        "Mon,,Tue 09:00-10:00 UTC",
        "Monday 09:00-10:00 UTC",
        "Mon 09:00-10:00 Mars/Olympus",
        "Mon 09:00-10:00"
      })
  void whatIsNoWindowIsRefusedAndNamed(String text) {
    assertThatThrownBy(() -> Window.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'");
  }
}
