package lockstep.images.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import lockstep.excludes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbesTest {
  @Test
  void aProbeIsReadWithAllItSays() throws Exception {
    Probe web =
        parse(
                """
                [[probe]]
                name = "web"
                command = ["/usr/bin/curl", "-fsS", "http://localhost/health"]
                timeout = "5s"
                retries = 5
                interval = "2s"
                order = 10
                critical = true
                """)
            .inOrder()
            .getFirst();
    assertThat(web.command()).startsWith("/usr/bin/curl").hasSize(3);
    assertThat(web.timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(web.retries()).isEqualTo(5);
    assertThat(web.interval()).isEqualTo(Duration.ofSeconds(2));
    assertThat(web.importance()).isEqualTo(Trigger.Importance.CRITICAL);
  }

  @Test
  void whatIsNotSaidHasItsDefault() throws Exception {
    Probe probe = parse(minimal("a", "")).inOrder().getFirst();
    assertThat(probe.timeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(probe.retries()).isZero();
    assertThat(probe.interval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(probe.order()).isEqualTo(50);
    assertThat(probe.importance()).isEqualTo(Trigger.Importance.ORDINARY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          watch = ["/a"]     | unknown key 'watch'
          timeout = "5"      | a timeout is a number with s, m or h
          interval = "25h"   | an interval is at most 24h
          retries = 101      | retries is a number from 0 to 100
          retries = -1       | retries is a number from 0 to 100
          order = 1000       | order is a number from 0 to 999
          critical = 1       | critical is true or false
          """)
  void aMistakeIsNamedByFileAndLine(String line, String reason) {
    assertThatThrownBy(() -> parse(minimal("a", line + "\n")))
        .isInstanceOfSatisfying(
            TriggerSyntaxException.class,
            e -> {
              assertThat(e.line()).isEqualTo(4);
              assertThat(e.problem().code()).isEqualTo("E-PROBE");
              assertThat(e.problem().path()).isEqualTo("50.toml");
              assertThat(e.problem().message()).contains(reason);
            });
  }

  @Test
  void aProbeThatLacksSomethingIsRefused() {
    assertThatThrownBy(() -> parse("[[probe]]\nname='a'\n"))
        .hasMessageContaining("line 1: a probe needs 'command'");
    assertThatThrownBy(() -> parse("[[trigger]]\n")).hasMessageContaining("holds [[probe]] tables");
    assertThatThrownBy(() -> parse("[[probe]]\nname='a'\ncommand=['true']\n"))
        .hasMessageContaining("line 3: command needs the full path");
  }

  @Test
  void twoOfOneNameAreRefusedAcrossFilesToo() throws Exception {
    Probes first = parse(minimal("a", ""));
    assertThatThrownBy(() -> first.plus("60.toml", Bytes.of(minimal("a", ""))))
        .hasMessageContaining("60.toml")
        .hasMessageContaining("line 1: a second probe is called 'a'");
  }

  @Test
  void theyRunByOrderThenFile() throws Exception {
    Probes both = parse(minimal("a", "") + minimal("b", "order=1\n"));
    assertThat(both.plus("10.toml", Bytes.of(minimal("c", ""))).inOrder())
        .extracting(Probe::name)
        .containsExactly("b", "c", "a");
  }

  private static String minimal(String name, String more) {
    return "[[probe]]\nname='" + name + "'\ncommand=['/bin/true']\n" + more;
  }

  private static Probes parse(String toml) throws TriggerSyntaxException {
    return Probes.NONE.plus("50.toml", Bytes.of(toml));
  }
}
