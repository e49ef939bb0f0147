package lockstep.images.checkup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import lockstep.images.checkup.Finding.Verdict;
import lockstep.images.json.Json;
import lockstep.images.json.JsonException;
import org.junit.jupiter.api.Test;

class CheckupTest {
  private interface Looking {
    Finding look() throws IOException;
  }

  private static Check check(String name, Looking looking) {
    return new Check() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Finding look() throws IOException {
        return looking.look();
      }
    };
  }

  private static final Check FINE = check("clock", () -> Finding.ok("it ticks"));
  private static final Check WORN = check("room", () -> Finding.warn("1 MB free", "free some"));
  private static final Check BROKEN =
      check(
          "root",
          () -> {
            throw new IOException("read error");
          });

  @Test
  void theWorstIsTheVerdictAndNothingIsLeftOut() throws Exception {
    assertThat(Checkup.of(List.of()).verdict()).isEqualTo(Verdict.OK);
    assertThat(Checkup.of(List.of(FINE)).verdict()).isEqualTo(Verdict.OK);
    assertThat(Checkup.of(List.of(FINE, WORN)).verdict()).isEqualTo(Verdict.WARN);
    Checkup all = Checkup.of(List.of(BROKEN, WORN, FINE));
    assertThat(all.verdict()).isEqualTo(Verdict.BAD);
    assertThat(all.lines())
        .containsExactly(
            "bad   root   E-IO: read error",
            "             next: mend the cause and run the command again",
            "warn  room   1 MB free",
            "             next: free some",
            "ok    clock  it ticks",
            "3 checks: 1 ok, 1 warn, 1 bad");
  }

  @Test
  void whatThisUserMayNotSeeIsNotHeldAgainstTheSetUp() throws Exception {
    Checkup checkup =
        Checkup.of(
            List.of(
                check(
                    "state",
                    () -> {
                      throw new AccessDeniedException("/var/lib/lockstep");
                    })));

    assertThat(checkup.verdict()).isEqualTo(Verdict.WARN);
    assertThat(checkup.lines().getFirst())
        .isEqualTo("warn  state  this user may not look: /var/lib/lockstep");
  }

  @Test
  void scriptsGetTheSame() throws Exception {
    Json.Object json = Checkup.of(List.of(FINE, WORN)).json();

    assertThat(json.text("outcome")).isEqualTo("warn");
    assertThat(json.objects("checks"))
        .extracting(each -> text(each, "check"))
        .containsExactly("clock", "room");
    assertThat(json.objects("checks"))
        .extracting(each -> text(each, "next"))
        .containsExactly("", "free some");
  }

  @Test
  void whatWasSeenCannotForgeALine() throws Exception {
    Check hostile = check("excludes", () -> Finding.ok("a\nbad   root"));

    assertThat(Checkup.of(List.of(hostile)).lines().getFirst())
        .isEqualTo("ok    excludes  a\\x0abad   root");
  }

  private static String text(Json.Object json, String key) {
    try {
      return json.text(key);
    } catch (JsonException e) {
      throw new AssertionError(e);
    }
  }
}
