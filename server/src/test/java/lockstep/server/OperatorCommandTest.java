package lockstep.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import lockstep.images.json.Json;
import lockstep.images.json.JsonReader;
import lockstep.server.audit.AuditLog;
import lockstep.server.limit.SteadyClock;
import lockstep.server.operator.Authentication;
import lockstep.server.operator.DataDirectory;
import lockstep.server.operator.Operator;
import lockstep.server.operator.OperatorRole;
import lockstep.server.operator.OperatorToken;
import lockstep.server.operator.Operators;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `lockstep operator` and `lockstep audit`, as people and scripts run them.
class OperatorCommandTest {
  @TempDir Path directory;
  private Path data;
  private Instant now = Instant.parse("2026-11-22T12:00:00Z");
  private String out = "";
  private String err = "";

  @BeforeEach
  void makeData() throws IOException {
    data = directory.resolve("data");
    DataDirectory.make(data);
  }

  private int run(String... arguments) {
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    int code =
        ServerMain.execute(
            new Surroundings(
                new PrintStream(outBytes, true, StandardCharsets.UTF_8),
                new PrintStream(errBytes, true, StandardCharsets.UTF_8),
                () -> now),
            arguments);
    out = outBytes.toString(StandardCharsets.UTF_8);
    err = errBytes.toString(StandardCharsets.UTF_8);
    return code;
  }

  private int operator(String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "operator";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[arguments.length + 1] = "--data";
    all[arguments.length + 2] = data.toString();
    return run(all);
  }

  private Json.Object json() throws IOException {
    return JsonReader.readObject(out.strip().getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theTokenThatIsShownOnceIsTheOneThatOpens() throws Exception {
    assertThat(operator("add", "anna", "--role", "on-call")).isZero();
    String token = out.strip();
    Operators server =
        Operators.open(data, AuditLog.open(data, () -> now), new SteadyClock(), _ -> {});

    assertThat(err).contains("made operator anna with role on-call");
    assertThat(OperatorToken.parse(token).orElseThrow().authority())
        .isEqualTo(DataDirectory.AUTHORITY);
    assertThat(server.authenticate(token, InetAddress.getLoopbackAddress()))
        .isEqualTo(new Authentication.Granted(new Operator("anna", OperatorRole.ON_CALL)));

    assertThat(operator("renew", "anna", "--json")).isZero();
    String renewed = json().text("token");
    assertThat(json().text("authority")).isEqualTo(DataDirectory.AUTHORITY.toString());
    assertThat(server.authenticate(token, InetAddress.getLoopbackAddress()))
        .isEqualTo(new Authentication.Denied());
    assertThat(server.authenticate(renewed, InetAddress.getLoopbackAddress()))
        .isInstanceOf(Authentication.Granted.class);

    assertThat(operator("ls")).isZero();
    assertThat(out).contains("anna").doesNotContain(renewed.substring(40));
  }

  @Test
  void operatorsAreListedAndChanged() throws IOException {
    assertThat(operator("ls")).isZero();
    assertThat(out.lines()).hasSize(1);
    assertThat(operator("add", "ben", "--role", "viewer")).isZero();
    assertThat(operator("add", "anna", "--role", "viewer")).isZero();
    assertThat(operator("role", "anna", "release")).isZero();
    assertThat(out).contains("anna has role release");

    assertThat(operator("ls")).isZero();
    assertThat(out.lines().toList().get(1)).startsWith("anna  release  ");
    assertThat(operator("rm", "anna")).isZero();
    assertThat(operator("ls", "--json")).isZero();
    assertThat(json().array("operators"))
        .singleElement()
        .isInstanceOfSatisfying(
            Json.Object.class,
            it ->
                assertThat(it.members().keySet())
                    .containsExactly("name", "role", "token", "issued"));
  }

  @Test
  void whatCannotBeDoneIsToldWithWhatToDoNext() throws IOException {
    assertThat(operator("add", "anna", "--role", "boss")).isEqualTo(2);
    assertThat(err).contains("viewer, on-call, release");
    assertThat(operator("add", "anna")).isEqualTo(2);
    assertThat(run("operator", "ls")).isEqualTo(2);
    assertThat(operator("add", "Anna", "--role", "viewer")).isEqualTo(1);
    assertThat(err).contains("E-NAME", "next:");
    assertThat(operator("rm", "anna", "--json")).isEqualTo(1);
    assertThat(json().text("outcome")).isEqualTo("failed");
    assertThat(run("operator", "ls", "--data", directory.resolve("x").toString())).isEqualTo(1);
    assertThat(err).contains("E-NO-DATA", "lockstep serve");
    Files.delete(data.resolve("ca/server-authority.crt"));
    assertThat(operator("add", "anna", "--role", "viewer")).isEqualTo(1);
    assertThat(err).contains("E-NO-CA", "lockstep serve");
  }

  @Test
  void everyCommandExplainsItself() {
    for (List<String> command :
        List.of(
            List.of("operator", "add"),
            List.of("operator", "ls"),
            List.of("operator", "role"),
            List.of("operator", "renew"),
            List.of("operator", "rm"),
            List.of("audit", "show"),
            List.of("audit", "verify"))) {
      assertThat(run(command.get(0), command.get(1), "--help")).isZero();
      assertThat(out).contains("Example").contains("lockstep " + String.join(" ", command));
    }
  }

  @Test
  void theAuditLogIsShownByTimePersonAndAct() throws IOException {
    assertThat(operator("add", "anna", "--role", "viewer")).isZero();
    now = now.plus(Duration.ofDays(3));
    assertThat(operator("role", "anna", "on-call")).isZero();
    assertThat(operator("rm", "anna")).isZero();
    now = now.plus(Duration.ofHours(2));

    assertThat(shown()).isEqualTo(3);
    assertThat(shown("--since", "1d")).isEqualTo(2);
    assertThat(shown("--since", "1h")).isZero();
    assertThat(shown("--since", "3h")).isEqualTo(2);
    assertThat(shown("--since", "2026-11-25")).isEqualTo(2);
    assertThat(shown("--since", "2026-11-25T12:00:01Z")).isZero();
    assertThat(shown("--act", "operator.add")).isEqualTo(1);
    assertThat(shown("--act", "operator")).isEqualTo(3);
    assertThat(shown("--act", "oper")).isZero();
    assertThat(shown("--who", "nobody-at-all")).isZero();
    assertThat(run("audit", "show", data.toString())).isZero();
    assertThat(out.lines()).hasSize(4);
    assertThat(out).contains("NUMBER", "local:", "operator.role", "from viewer to on-call");
    assertThat(run("audit", "show", data.toString(), "--since", "yesterday")).isEqualTo(1);
    assertThat(err).contains("E-TIME", "12h, 7d");
  }

  private int shown(String... options) throws IOException {
    String[] all = new String[options.length + 4];
    all[0] = "audit";
    all[1] = "show";
    all[2] = data.toString();
    all[3] = "--json";
    System.arraycopy(options, 0, all, 4, options.length);
    assertThat(run(all)).isZero();
    return json().array("entries").size();
  }

  @Test
  void aWholeLogIsVerifiedAndASpoiledOneNamesTheLine() throws IOException {
    for (String name : List.of("anna", "ben", "carla")) {
      assertThat(operator("add", name, "--role", "viewer")).isZero();
    }
    assertThat(run("audit", "verify", data.toString())).isZero();
    assertThat(out).contains("newest: ");
    assertThat(run("audit", "verify", data.toString(), "--json")).isZero();
    String head = json().text("head");
    assertThat(json().whole("entries")).isEqualTo(3);
    assertThat(operator("rm", "ben")).isZero();
    assertThat(run("audit", "verify", data.toString(), "--head", head)).isZero();
    assertThat(run("audit", "verify", data.toString(), "--head", "f".repeat(64))).isEqualTo(1);
    assertThat(err).contains("hash that was noted");
    assertThat(run("audit", "verify", data.toString(), "--head", "cafe")).isEqualTo(2);

    Path log = data.resolve("audit.jsonl");
    Files.writeString(
        log, Files.readString(log).replace("\"object\":\"anna\"", "\"object\":\"eve\""));
    assertThat(run("audit", "verify", data.toString())).isEqualTo(1);
    assertThat(err).contains("E-AUDIT", "line 1: it was changed", "next: ");
    assertThat(run("audit", "verify", data.toString(), "--json")).isEqualTo(1);
    assertThat(json().text("outcome")).isEqualTo("broken");
    assertThat(json().whole("line")).isEqualTo(1);
  }

  @Test
  void aTornLineIsToldAndSoIsWhatIsNoLogAtAll() throws IOException {
    assertThat(run("audit", "verify", data.toString())).isEqualTo(1);
    assertThat(err).contains("E-NO-AUDIT");
    assertThat(run("audit", "show", data.toString())).isEqualTo(1);
    assertThat(operator("add", "anna", "--role", "viewer")).isZero();
    Path log = data.resolve("audit.jsonl");
    Files.writeString(log, "{\"act", StandardOpenOption.APPEND);

    assertThat(run("audit", "verify", data.toString())).isZero();
    assertThat(out).contains("cut a line short (5 bytes)");
    Files.writeString(log, "\033[2J\n", StandardOpenOption.APPEND);
    assertThat(run("audit", "show", data.toString())).isEqualTo(1);
    assertThat(err).contains("[2]", "audit verify");
    assertThat(out).contains("anna").doesNotContain("\033");
  }
}
