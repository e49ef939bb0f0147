package lockstep.images.checkup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import lockstep.images.checkup.Finding.Verdict;
import org.junit.jupiter.api.Test;

/// `systemctl` answers by a script: what it prints is what systemd 252 prints.
class UnitCheckTest {
  private static Finding look(String load, String enabled, String active) throws Exception {
    String answer =
        "echo LoadState=%s; echo UnitFileState=%s; echo ActiveState=%s"
            .formatted(load, enabled, active);
    return new UnitCheck(
            List.of("sh", "-c", answer, "systemctl"), "agent.service", List.of("recover.service"))
        .look();
  }

  @Test
  void aUnitThatRunsNowAndAtBootIsWell() throws Exception {
    assertThat(look("loaded", "enabled", "active").verdict()).isEqualTo(Verdict.OK);
  }

  @Test
  void oneThatIsNotThereMayBeMeant() throws Exception {
    assertThat(look("not-found", "", "inactive").verdict()).isEqualTo(Verdict.WARN);
  }

  @Test
  void oneThatDoesNotRunOrWillNotAtBootIsNot() throws Exception {
    assertThat(look("loaded", "enabled", "failed"))
        .isEqualTo(Finding.bad("agent.service is failed", "systemctl start agent.service"));
    assertThat(look("loaded", "disabled", "active").next())
        .isEqualTo("systemctl enable agent.service recover.service");
  }
}
