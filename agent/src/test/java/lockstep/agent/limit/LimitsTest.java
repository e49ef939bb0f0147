package lockstep.agent.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
  @ParameterizedTest
  @CsvSource({
    "10 MiB/s, 10485760",
    "10MiB/s, 10485760",
    "1.5 MB/s, 1500000",
    "100 Mbit/s, 12500000",
    "64 KiB/s, 65536",
    "1024 GiB/s, 1099511627776"
  })
  void aRateIsANumberAndAUnit(String text, double bytesPerSecond) {
    assertThat(Limits.rate(text)).contains(bytesPerSecond);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10",
        "10 MiB",
        "10 mib/s",
        "ten MiB/s",
        "-1 MiB/s",
        "1e3 MiB/s",
        "10 Mb/s",
        "unlimited"
      })
  void anythingElseIsNoRate(String text) {
    assertThatThrownBy(() -> Limits.rate(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "' is no rate")
        .hasMessageContaining("MiB/s");
  }

  @ParameterizedTest
  @ValueSource(strings = {"63 KiB/s", "512 kbit/s", "0 GB/s", "1025 GiB/s"})
  void aRateThatNoUpdateCanLiveWithIsRefused(String text) {
    assertThatThrownBy(() -> Limits.rate(text)).hasMessageContaining("not from 64 KiB/s to");
  }

  @Test
  void processorsAreANumber() {
    assertThat(Limits.cpu("0.5")).contains(0.5);
    assertThat(Limits.cpu("2")).contains(2.0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "0.04", "-1", "50%", "half", "NaN", "1025", "0,5"})
  void anythingElseIsNoNumberOfProcessors(String text) {
    assertThatThrownBy(() -> Limits.cpu(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "' is no number of processors from 0.05 to 1024");
  }

  @Test
  void thereIsOneClassOfReadsAndWrites() {
    assertThat(Limits.io("idle")).isEqualTo(Limits.Io.IDLE);
    assertThatThrownBy(() -> Limits.io("realtime"))
        .hasMessage("'realtime' is neither idle nor none");
  }

  @Test
  void oneOfTwoIsSpared() {
    for (Limits.Spare spare : Limits.Spare.values()) {
      assertThat(Limits.spare(spare.toString())).isEqualTo(spare);
    }
    assertThatThrownBy(() -> Limits.spare("time")).hasMessage("'time' is neither network nor cpu");
  }

  /// docs/configuration.md says them.
  @Test
  void theBoundsAndUnitsThatPeopleAreToldAreThoseThatHold() {
    for (String bound : Limits.RATES.split(" to ", -1)) {
      assertThat(Limits.rate(bound)).isPresent();
    }
    for (String unit : Limits.RATE_UNITS.split(", ", -1)) {
      assertThat(Limits.rate("1000 " + unit)).isPresent();
    }
    for (String bound : Limits.PROCESSORS.split(" to ", -1)) {
      assertThat(Limits.cpu(bound)).isPresent();
    }
  }

  @Test
  void everyLimitCanBeTakenOff() {
    assertThat(Limits.rate("none")).isEmpty();
    assertThat(Limits.cpu("none")).isEmpty();
    assertThat(Limits.io("none")).isEqualTo(Limits.Io.UNCHANGED);
  }
}
