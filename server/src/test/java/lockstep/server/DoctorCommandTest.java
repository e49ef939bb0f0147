package lockstep.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import lockstep.images.json.Json;
import lockstep.images.json.JsonReader;
import lockstep.server.operator.OperatorRole;
import lockstep.server.signing.SignedRepository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `lockstep doctor` says of what goes wrong, with time and with people.
class DoctorCommandTest {
  private final Instant today = Instant.ofEpochSecond(Instant.now().getEpochSecond());

  @TempDir Path directory;
  private CommandFixture fixture;

  @BeforeEach
  void aRepository() throws IOException {
    fixture = new CommandFixture(directory);
    Files.createDirectory(fixture.repository.resolve("images"));
  }

  private int doctor(String... arguments) {
    List<String> all = new ArrayList<>(List.of("doctor", "--json"));
    all.addAll(List.of(arguments));
    fixture.out.reset();
    return ServerMain.execute(fixture.surroundings(), all.toArray(String[]::new));
  }

  private int ofRepository() {
    return doctor(fixture.repository.toString());
  }

  /// The verdict of one check, and what it saw.
  private String found(String check) throws IOException {
    Json.Object json =
        JsonReader.readObject(fixture.out().strip().getBytes(StandardCharsets.UTF_8));
    for (Json.Object each : json.objects("checks")) {
      if (each.text("check").equals(check)) {
        return each.text("verdict") + ": " + each.text("says");
      }
    }
    throw new AssertionError("no check " + check + " in " + fixture.out());
  }

  @Test
  void nothingNamedIsAUsageError() {
    assertThat(doctor()).isEqualTo(2);
    assertThat(fixture.err()).contains("nothing to look at");
  }

  @Test
  void signaturesAreToldBeforeTheyEnd() throws IOException {
    fixture.setTime(CommandFixture.NOON);
    assertThat(ofRepository()).as(fixture.out()).isZero();
    assertThat(found("served")).isEqualTo("warn: nothing is published yet");
    assertThat(found("signature-timestamp")).startsWith("ok: good until");

    fixture.setTime(CommandFixture.NOON.plus(Duration.ofHours(40)));
    assertThat(ofRepository()).isZero();
    assertThat(found("signature-timestamp")).startsWith("warn: good until");

    fixture.setTime(CommandFixture.NOON.plus(Duration.ofDays(3)));
    assertThat(ofRepository()).isOne();
    assertThat(found("signature-timestamp")).startsWith("bad: ended on");
    assertThat(found("signature-root")).startsWith("ok");
    assertThat(found("served")).startsWith("bad: E-FREEZE");
  }

  @Test
  void aClockThatIsBehindIsToldAsAMachineWouldTellIt() throws IOException {
    fixture.setTime(CommandFixture.NOON.minus(Duration.ofDays(3)));
    assertThat(ofRepository()).isOne();
    assertThat(found("served")).startsWith("bad: E-CLOCK");
  }

  @Test
  void onlineKeysThatAreGoneOpenOrOfAnotherRepositoryAreTold() throws IOException {
    Path keys = SignedRepository.onlineKeysBeside(fixture.repository);
    ofRepository();
    assertThat(found("online-keys")).startsWith("ok");

    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(ofRepository()).isOne();
    assertThat(found("online-keys")).startsWith("bad: everybody on this machine may enter");
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rwx------"));

    Path other = Files.createDirectory(directory.resolve("other"));
    new CommandFixture(other);
    Files.move(
        other.resolve("repo.online/timestamp.key"),
        keys.resolve("timestamp.key"),
        StandardCopyOption.REPLACE_EXISTING);
    assertThat(ofRepository()).isOne();
    assertThat(found("online-keys")).startsWith("bad: E-KEYS").contains("not those that the root");

    Files.move(keys, directory.resolve("moved"));
    assertThat(ofRepository()).isZero();
    assertThat(found("online-keys")).startsWith("warn: there are none in");
  }

  @Test
  void whatIsNoRepositoryIsToldOnce() throws IOException {
    assertThat(doctor(directory.toString())).isOne();
    assertThat(found("repository")).startsWith("bad: E-REPOSITORY");
    assertThat(fixture.out()).doesNotContain("served");
  }

  @Test
  void aDataDirectoryIsLookedAtWhileAServerUsesItAndAfter() throws IOException {
    fixture.setTime(today);
    String data = directory.resolve("data").toString();
    assertThat(doctor("--data", data)).isOne();
    assertThat(found("data")).startsWith("bad: there is no directory");
    assertThat(directory.resolve("data")).doesNotExist();

    try (Server server = fixture.serve(new ServerTls.Issued(List.of()))) {
      assertThat(doctor("--data", data, "--server", server.uri().toString()))
          .as(fixture.out())
          .isZero();
      assertThat(found("data")).endsWith("used by process " + ProcessHandle.current().pid());
      assertThat(found("operators")).startsWith("warn: 0 operators");
      assertThat(found("server")).startsWith("ok: " + server.uri() + " answers");
      Path token = fixture.operator(OperatorRole.ON_CALL);
      String[] asOperator = {"--server", server.uri().toString(), "--token-file", token.toString()};
      assertThat(doctor(asOperator)).as(fixture.out()).isZero();
      assertThat(found("token")).isEqualTo("ok: the server answers this operator: 0 machines");
    }
    assertThat(doctor("--data", data)).isZero();
    assertThat(found("data")).endsWith("used by no server");
    assertThat(found("operators")).startsWith("ok: 1 operator");
    assertThat(found("open-files")).contains("a server started from here may have");

    Files.setPosixFilePermissions(Path.of(data), PosixFilePermissions.fromString("rwxrwx---"));
    assertThat(doctor("--data", data)).isOne();
    assertThat(found("data")).startsWith("bad: others than its owner may change");
    Files.delete(Path.of(data, "ca/ca.key"));
    assertThat(doctor("--data", data)).isOne();
    assertThat(found("authority")).startsWith("bad: E-CA");
  }

  @Test
  void aPlainServerIsAskedForItsHealthAlone() throws IOException {
    fixture.setTime(today);
    try (Server server = fixture.serve(new ServerTls.Plain())) {
      String data = directory.resolve("data").toString();
      assertThat(doctor("--data", data, "--server", server.uri().toString()))
          .as(fixture.out())
          .isZero();
      assertThat(found("server")).startsWith("ok: " + server.uri() + " answers, without TLS");
    }
  }

  @Test
  void aServerThatDoesNotAnswerOrIsAnotherIsTold() throws IOException {
    fixture.setTime(today);
    Path token;
    String url;
    try (Server server = fixture.serve(new ServerTls.Issued(List.of()))) {
      url = server.uri().toString();
      token = fixture.operator(OperatorRole.VIEWER);
    }
    assertThat(doctor("--server", url, "--token-file", token.toString())).isOne();
    assertThat(found("server")).startsWith("bad: E-NETWORK");
    assertThat(found("token")).startsWith("bad: E-");

    Path other = Files.createDirectory(directory.resolve("other"));
    CommandFixture stranger = new CommandFixture(other);
    stranger.setTime(today);
    try (Server server = stranger.serve(new ServerTls.Issued(List.of()))) {
      assertThat(doctor("--server", server.uri().toString(), "--token-file", token.toString()))
          .isOne();
      assertThat(found("server")).startsWith("bad: ").contains("authority");
    }
  }
}
