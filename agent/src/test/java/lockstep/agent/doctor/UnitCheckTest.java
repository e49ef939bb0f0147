package lockstep.agent.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import lockstep.images.checkup.Finding;
import lockstep.images.checkup.Finding.Verdict;
import org.junit.jupiter.api.Test;

/// `systemctl` answers by a script: what it prints is what systemd 252 prints.
class UnitCheckTest {
  private static Finding look(String load, String enabled, String active) throws Exception {
    String answer =
        "eval \"unit=\\${$#}\"; echo Id=$unit; echo LoadState=%s; echo UnitFileState=%s; echo ActiveState=%s"
            .formatted(load, enabled, active);
    return new UnitCheck(List.of("sh", "-c", answer, "systemctl")).look();
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
        .isEqualTo(
            Finding.bad(
                "lockstep-agent.service is failed", "systemctl start lockstep-agent.service"));
    assertThat(look("loaded", "disabled", "active").next())
        .isEqualTo("systemctl enable lockstep-agent.service lockstep-recover.service");
  }
}
