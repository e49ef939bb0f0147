package lockstep.images.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import lockstep.excludes.RelativePath;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DefaultTriggersTest {
  @ParameterizedTest
  @EnumSource
  void nothingThatDecidesAboutBootingIsEverRun(DefaultTriggers family) throws Exception {
    assertThat(triggers(family).inOrder())
        .filteredOn(trigger -> trigger.action() == Trigger.Action.NEVER)
        .extracting(Trigger::name)
        .containsExactly("initramfs", "boot-loader");
  }

  @ParameterizedTest
  @EnumSource
  void settingsOfSshdAreProvenBeforeItHearsOfThem(DefaultTriggers family) throws Exception {
    List<String> fired = fired(family, ChangeEvent.CHANGED, "etc/ssh/sshd_config");
    assertThat(fired).containsExactly("sshd");
    assertThat(triggers(family).inOrder())
        .filteredOn(trigger -> !trigger.check().isEmpty())
        .extracting(Trigger::name)
        .containsExactly("sshd", "sshd-program");
  }

  @ParameterizedTest
  @CsvSource({
    "DEBIAN, usr/lib/x86_64-linux-gnu/libz.so.1.3, CHANGED, ldconfig",
    "DEBIAN, lib/aarch64-linux-gnu/libc.so.6, DELETED, ldconfig",
    "DEBIAN, usr/lib/x86_64-linux-gnu/libz.a, CHANGED, ''",
    "DEBIAN, etc/locale.gen, CHANGED, locale-gen",
    "DEBIAN, usr/share/ca-certificates/mozilla/A.crt, CREATED, update-ca-certificates",
    "DEBIAN, usr/sbin/update-ca-certificates, DELETED, ''",
    "DEBIAN, etc/systemd/system/site.service, CREATED, systemd-units",
    "DEBIAN, usr/sbin/cron, CHANGED, cron",
    "DEBIAN, etc/cron.d/site, CHANGED, ''",
    "DEBIAN, etc/rsyslog.d/site.conf, DELETED, rsyslog",
    "DEBIAN, boot/vmlinuz-6.1.0-25-amd64, CREATED, initramfs boot-loader",
    "RED_HAT, usr/lib64/libz.so.1, CHANGED, ldconfig",
    "RED_HAT, etc/pki/ca-trust/source/anchors/site.pem, CREATED, update-ca-trust",
    "RED_HAT, usr/sbin/crond, CHANGED, cron",
    "RED_HAT, usr/lib64/rsyslog/imjournal.so, CHANGED, ldconfig rsyslog",
    "RED_HAT, usr/lib/modules/6.1/modules.dep, CREATED, initramfs",
  })
  void aChangeFires(DefaultTriggers family, String path, ChangeEvent event, String names)
      throws Exception {
    assertThat(String.join(" ", fired(family, event, path))).isEqualTo(names);
  }

  private static List<String> fired(DefaultTriggers family, ChangeEvent event, String path)
      throws TriggerSyntaxException {
    return triggers(family).forecast(event, List.of(RelativePath.of(path))).stream()
        .filter(Forecast::isFiring)
        .map(forecast -> forecast.declared().trigger().name())
        .toList();
  }

  private static Triggers triggers(DefaultTriggers family) throws TriggerSyntaxException {
    return Triggers.parse(family.file(), family.content());
  }
}
