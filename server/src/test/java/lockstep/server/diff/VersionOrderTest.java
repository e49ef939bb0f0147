package lockstep.server.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VersionOrderTest {
  /// Each is older than the next, by `dpkg --compare-versions`.
  private static final List<String> ASCENDING =
      List.of(
          "~",
          "0~~",
          "0~~a",
          "0~",
          "0",
          "0+",
          "00.1",
          "1.0~rc1-1",
          "1.0-0.1",
          "1.0-1",
          "1.0-1+b1",
          "1.0-1.1",
          "1.0a-1",
          "1.0+dfsg-1",
          "1.2-1",
          "1.10-1",
          "2.36-9+deb12u4",
          "2.36-9+deb12u10",
          "1:0.1",
          "1:0.1-1",
          "2:0");

  @Test
  void versionsAreOrderedAsDebianOrdersThem() {
    for (int i = 0; i < ASCENDING.size(); i++) {
      for (int j = 0; j < ASCENDING.size(); j++) {
        assertThat(Integer.signum(VersionOrder.compare(ASCENDING.get(i), ASCENDING.get(j))))
            .as("'%s' and '%s'", ASCENDING.get(i), ASCENDING.get(j))
            .isEqualTo(Integer.signum(Integer.compare(i, j)));
      }
    }
  }

  @Test
  void zerosBeforeANumberAndAnEpochOfZeroDoNotCount() {
    assertThat(VersionOrder.compare("1.01-1", "0:1.1-01")).isZero();
  }
}
