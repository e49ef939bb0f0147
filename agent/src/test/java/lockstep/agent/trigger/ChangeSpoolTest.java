package lockstep.agent.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.trigger.ChangeEvent;
import lockstep.images.trigger.TriggerSyntaxException;
import lockstep.images.trigger.Triggers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangeSpoolTest {
  private static final String SSHD =
      """
      # Restarts the daemon on new settings.
      [[trigger]]
      name = "sshd"
      watch = ["/etc/ssh/", "/usr/sbin/sshd"]
      events = ["created", "changed"]
      command = ["/usr/bin/systemctl", "try-reload-or-restart", "ssh.service"]
      timeout = "5m"
      order = 70
      critical = true
      writes = ["/etc/ssh/moduli.cache"]
      check = ["/usr/sbin/sshd", "-t"]
      """;

  @Test
  void aTriggerFiresOnceWithEveryPathItWatches(@TempDir Path directory) throws Exception {
    Triggers triggers = parse(SSHD + "[[trigger]]\nname='never'\nwatch=['/a']\ncommand=['/bin/true']\n");
    List<Firing> fired;
    try (ChangeSpool spool = new ChangeSpool(triggers, directory)) {
      spool.add(ChangeEvent.CREATED, RelativePath.of("etc/ssh/sshd_config.d/a.conf"));
      spool.add(ChangeEvent.CHANGED, RelativePath.of("usr/sbin/sshd"));
      spool.add(ChangeEvent.DELETED, RelativePath.of("etc/ssh/sshd_config"));
      spool.add(ChangeEvent.CHANGED, RelativePath.of("etc/ssh2"));
      fired = spool.finish();
    }
    assertThat(fired).extracting(firing -> firing.trigger().name()).containsExactly("sshd");
    assertThat(Files.readString(fired.getFirst().changes()))
        .isEqualTo("/etc/ssh/sshd_config.d/a.conf\0/usr/sbin/sshd\0");
    assertThat(ChangeSpool.recover(triggers, directory)).isEqualTo(fired);
  }

  @Test
  void aMillionChangesAreSpooledNotHeld(@TempDir Path directory) throws Exception {
    Triggers triggers = parse("[[trigger]]\nname='a'\nwatch=['/usr/']\ncommand=['/bin/true']\n");
    try (ChangeSpool spool = new ChangeSpool(triggers, directory)) {
      for (int i = 0; i < 1_000_000; i++) {
        spool.add(ChangeEvent.CHANGED, RelativePath.of("usr/share/f" + i));
      }
      assertThat(spool.finish().getFirst().count()).isEqualTo(1_000_000);
    }
  }

  private static Triggers parse(String toml) throws TriggerSyntaxException {
    return Triggers.parse("50-test.toml", Bytes.of(toml));
  }
}
