package lockstep.images.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TriggersTest {
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
  void aTriggerIsReadWithAllItSays() throws Exception {
    Trigger sshd = parse(SSHD).inOrder().getFirst();
    assertThat(sshd.name()).isEqualTo("sshd");
    assertThat(sshd.events()).containsExactlyInAnyOrder(ChangeEvent.CREATED, ChangeEvent.CHANGED);
    assertThat(sshd.command()).startsWith("/usr/bin/systemctl").hasSize(3);
    assertThat(sshd.timeout()).isEqualTo(Duration.ofMinutes(5));
    assertThat(sshd.importance()).isEqualTo(Trigger.Importance.CRITICAL);
    assertThat(sshd.check()).containsExactly("/usr/sbin/sshd", "-t");
    assertThat(parse(SSHD).write(RelativePath.of("etc/ssh/moduli.cache"))).isTrue();
    assertThat(parse(SSHD).write(RelativePath.of("etc/ssh/moduli"))).isFalse();
  }

  @Test
  void whatIsNotSaidHasItsDefault() throws Exception {
    Trigger trigger = parse(minimal("a", "")).inOrder().getFirst();
    assertThat(trigger.events()).containsExactlyInAnyOrder(ChangeEvent.values());
    assertThat(trigger.timeout()).isEqualTo(Duration.ofSeconds(60));
    assertThat(trigger.order()).isEqualTo(50);
    assertThat(trigger.importance()).isEqualTo(Trigger.Importance.ORDINARY);
    assertThat(trigger.check()).isEmpty();
  }

  @Test
  void aShellRunsOnlyWhenAskedFor() throws Exception {
    String shell = "[[trigger]]\nname='a'\nwatch=['/a']\nshell=true\ncommand='a && b'\n";
    assertThat(parse(shell).inOrder().getFirst().command())
        .containsExactly("/bin/sh", "-c", "a && b");
    assertThatThrownBy(() -> parse(shell.replace("shell=true", "shell=false")))
        .hasMessageContaining("line 5: command is a list")
        .hasMessageContaining("shell = true");
  }

  @Test
  void aUnitIsReloadedOrRestartedOnlyIfItRuns() throws Exception {
    assertThat(unit("class='reload'\nunit='ssh.service'\n").command())
        .containsExactly("/usr/bin/systemctl", "try-reload-or-restart", "ssh.service");
    assertThat(unit("class='restart'\nunit='a@b-1.socket'\n").command())
        .containsExactly("/usr/bin/systemctl", "try-restart", "a@b-1.socket");
    Trigger reload = unit("class='daemon-reload'\n");
    assertThat(reload.command()).containsExactly("/usr/bin/systemctl", "daemon-reload");
    assertThat(reload.action().needsSystemd()).isTrue();
  }

  @Test
  void whatIsNeverAutomaticTellsOfAUnitOrOfACommand() throws Exception {
    assertThat(unit("class='never'\nunit='dbus.service'\n").command())
        .containsExactly("/usr/bin/systemctl", "restart", "dbus.service");
    Trigger told = unit("class='never'\ncommand=['/usr/sbin/update-initramfs', '-u']\n");
    assertThat(told.action()).isEqualTo(Trigger.Action.NEVER);
    assertThat(told.command()).containsExactly("/usr/sbin/update-initramfs", "-u");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          class='sometimes',command=['/a']             | line 4: unknown class 'sometimes'
          class='reload'                               | line 1: a trigger needs 'unit'
          class='reload',unit='ssh'                    | line 5: a unit is one full name with its type
          class='reload',unit='-H x.service'           | line 5: a unit is one full name with its type
          class='reload',unit='a.service',command=['/a'] | line 6: class reload takes no 'command'
          class='restart',unit='a.service',shell=true  | line 6: class restart takes no 'shell'
          class='daemon-reload',unit='a.service'       | line 5: class daemon-reload takes no 'unit'
          class='never'                                | line 1: a trigger needs 'command'
          class='never',unit='a.service',command=['/a'] | line 6: class never tells of a unit or of a
          unit='a.service',command=['/a']              | line 4: class run takes no 'unit'
          """)
  void aClassTakesOnlyWhatItUses(String lines, String reason) {
    assertThatThrownBy(() -> unit(lines.replace(',', '\n') + "\n"))
        .isInstanceOf(TriggerSyntaxException.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tiemout = "5s"               | unknown key 'tiemout'
          timeout = "5"                | a timeout is a number with s, m or h
          timeout = "25h"              | at most 24h
          order = 1000                 | order is a number from 0 to 999
          order = "1"                  | order is a number from 0 to 999
          critical = "yes"             | critical is true or false
          events = ["renamed"]         | unknown event 'renamed'
          events = []                  | events is a list of at least one text
          writes = ["/a/../b"]         | no path has a part '..'
          check = ["sshd", "-t"]       | check needs the full path of its program
          check = ["/bin/a", 1]        | check holds something that is no text
          name = "b"                   | name previously defined
          """)
  void aMistakeIsNamedByFileAndLine(String line, String reason) {
    assertThatThrownBy(() -> parse(minimal("a", line + "\n")))
        .isInstanceOfSatisfying(
            TriggerSyntaxException.class,
            e -> {
              assertThat(e.line()).isEqualTo(5);
              assertThat(e.problem().code()).isEqualTo("E-TRIGGER");
              assertThat(e.problem().path()).isEqualTo("50-test.toml");
              assertThat(e.problem().message()).contains(reason);
            });
  }

  @Test
  void aTriggerThatLacksSomethingIsRefused() {
    assertThatThrownBy(() -> parse("\n[[trigger]]\nname='a'\nwatch=['/a']\n"))
        .hasMessageContaining("line 2: a trigger needs 'command'");
    assertThatThrownBy(() -> parse("[trigger]\nname='a'\n")).hasMessageContaining("two brackets");
    assertThatThrownBy(() -> parse("[[probe]]\n")).hasMessageContaining("unknown key 'probe'");
    assertThatThrownBy(() -> parse("[[trigger]\n")).hasMessageContaining("line 1: ");
  }

  @Test
  void twoTriggersOfOneNameAreRefusedAcrossFilesToo() throws Exception {
    assertThatThrownBy(() -> parse(minimal("a", "") + minimal("a", "")))
        .hasMessageContaining("line 5: a second trigger is called 'a'");
    Triggers first = parse(minimal("a", ""));
    Triggers second = Triggers.parse("60.toml", Bytes.of(minimal("a", "")));
    assertThatThrownBy(() -> first.plus(second)).hasMessageContaining("60.toml");
  }

  @Test
  void theyRunByOrderThenFileThenPosition() throws Exception {
    Triggers late = Triggers.parse("90.toml", Bytes.of(minimal("c", "") + minimal("d", "")));
    Triggers early =
        Triggers.parse("10.toml", Bytes.of(minimal("b", "") + minimal("z", "order=1\n")));
    assertThat(late.plus(early).inOrder())
        .extracting(Trigger::name)
        .containsExactly("z", "b", "c", "d");
  }

  @Test
  void aForecastSaysWhatFiresByWhichPatternAndWhatNot() throws Exception {
    Triggers triggers = parse(SSHD + minimal("a", "order = 1\n"));
    RelativePath config = RelativePath.of("etc/ssh/sshd_config");
    RelativePath below = RelativePath.of("a/b");

    List<Forecast> changed = triggers.forecast(ChangeEvent.CHANGED, List.of(config, below));
    assertThat(changed)
        .extracting(one -> one.declared().trigger().name())
        .containsExactly("a", "sshd");
    assertThat(changed).allMatch(Forecast::isFiring);
    assertThat(changed.getLast().fires())
        .extracting(match -> match.path() + " " + match.watch())
        .containsExactly("etc/ssh/sshd_config /etc/ssh/");

    Forecast deleted = triggers.forecast(ChangeEvent.DELETED, List.of(config)).getLast();
    assertThat(deleted.isFiring()).isFalse();
    assertThat(deleted.ignores()).extracting(Forecast.Match::path).containsExactly(config);
    Forecast elsewhere = triggers.forecast(ChangeEvent.CHANGED, List.of(config)).getFirst();
    assertThat(elsewhere.isFiring()).isFalse();
    assertThat(elsewhere.ignores()).isEmpty();
  }

  private static String minimal(String name, String more) {
    return "[[trigger]]\nname='" + name + "'\nwatch=['/a']\ncommand=['/bin/true']\n" + more;
  }

  private static Trigger unit(String lines) throws TriggerSyntaxException {
    return parse("[[trigger]]\nname='a'\nwatch=['/a']\n" + lines).inOrder().getFirst();
  }

  private static Triggers parse(String toml) throws TriggerSyntaxException {
    return Triggers.parse("50-test.toml", Bytes.of(toml));
  }
}
