package lockstep.agent.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import lockstep.agent.fetch.FetchArea;
import lockstep.agent.source.BusyException;
import lockstep.agent.source.DirectorySource;
import lockstep.agent.source.GoneException;
import lockstep.agent.source.HttpOrigin;
import lockstep.agent.source.HttpSource;
import lockstep.agent.source.Patience;
import lockstep.agent.source.RepositorySource;
import lockstep.agent.source.ScriptedServer;
import lockstep.images.IntegrityException;
import lockstep.images.Pace;
import lockstep.images.Problem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MirrorsTest {
  private static final String PACK = "packs/0a.pack";
  private static final String CONTENT = "what the repository holds";
  private static final String PAGE = "<html>please log in to this network</html>";
  private static final Duration JUST_UNDER_HALF_AN_HOUR = Duration.ofMinutes(29);

  private static Patience patience(int attempts) {
    return new Patience(
        Duration.ofSeconds(5),
        Duration.ofMillis(400),
        Duration.ofMillis(300),
        1000,
        attempts,
        Duration.ofMillis(1),
        Duration.ofMillis(2));
  }

  @TempDir Path scratch;
  private Path state = Path.of("");
  private Instant now = Instant.parse("2026-11-27T02:00:00Z");
  private int runs;
  private int attempts = 2;

  /// What a run brought.
  private record Run(String content, List<Problem> problems, long requests) {}

  @BeforeEach
  void fillRepository() throws IOException {
    state = Files.createDirectory(scratch.resolve("state"));
    write("origin", CONTENT);
  }

  private MirrorAddress write(String name, String content) throws IOException {
    Path repository = scratch.resolve(name);
    Files.createDirectories(repository.resolve("packs"));
    Files.writeString(repository.resolve(PACK), content);
    return new MirrorAddress.Folder(repository);
  }

  /// Gets the pack, as a converge would, into an empty fetch area.
  private Run run(MirrorAddress... mirrors) throws IOException {
    return runIn(Files.createDirectory(scratch.resolve("run-" + runs++)), mirrors);
  }

  private Run runIn(Path downloads, MirrorAddress... mirrors) throws IOException {
    try (RepositorySource origin = new DirectorySource(scratch.resolve("origin"));
        Mirrors all = new Mirrors(origin, List.of(mirrors), this::open, state, () -> now);
        FetchArea area = new FetchArea(downloads, all)) {
      area.want(PACK, 0, CONTENT.length());
      area.fetch(_ -> {});
      String content = area.use(PACK, 0, CONTENT.length(), MirrorsTest::checked);
      return new Run(content, all.problems(), all.traffic().requests());
    }
  }

  private static String checked(ByteBuffer bytes) throws IOException {
    String text = StandardCharsets.UTF_8.decode(bytes).toString();
    if (!text.equals(CONTENT)) {
      throw new IntegrityException("not what it should be");
    }
    return text;
  }

  private RepositorySource open(MirrorAddress address) throws IOException {
    return switch (address) {
      case MirrorAddress.Folder(Path path) -> new DirectorySource(path);
      case MirrorAddress.Web(URI url) -> web(url);
    };
  }

  private RepositorySource web(URI url) throws IOException {
    return new HttpSource(
        HttpOrigin.open(url, patience(attempts), Pace.FREE),
        () -> now,
        RandomGenerator.getDefault());
  }

  private static MirrorAddress at(ScriptedServer server) {
    return new MirrorAddress.Web(server.address());
  }

  private static String answer(String status, String body) {
    return "HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s".formatted(status, body.length(), body);
  }

  private static String part(String body) {
    return answer("206 Part\r\nContent-Range: bytes 0-24/25", body);
  }

  private static Stream<Arguments> badAnswers() {
    String longPage = PAGE.repeat(2);
    return Stream.of(
        Arguments.of(answer("404 Not here", PAGE), "it does not have this object"),
        Arguments.of(answer("403 Forbidden", PAGE), "the server answered 403"),
        Arguments.of(
            answer("302 There\r\nLocation: http://portal.example/", ""),
            "the server redirects to 'http://portal.example/'"),
        Arguments.of(answer("503 Busy", ""), "the server answered 503; gave up after 2 tries"),
        Arguments.of(answer("200 OK", PAGE.substring(0, 10)), "has 10 bytes instead of the 25"),
        Arguments.of(answer("200 OK", longPage), "it sent other bytes than it should have"),
        Arguments.of(part(CONTENT.replace('w', 'W')), "it sent other bytes than it should have"),
        Arguments.of(
            answer("416 No\r\nContent-Range: bytes */3", ""), "is shorter than the 25 bytes"),
        Arguments.of(
            answer("206 Part\r\nContent-Range: bytes 5-29/40", CONTENT),
            "the server sends 'bytes 5-29/40'"),
        Arguments.of(part(CONTENT).replace(CONTENT, ""), "gave up after 2 tries"),
        Arguments.of(
            part(CONTENT).replace(CONTENT, ScriptedServer.HOLD), "the server stalled: 0 bytes"),
        Arguments.of(ScriptedServer.HOLD, "no answer within 400 ms"),
        Arguments.of("SSH-2.0-OpenSSH_9.2\r\n\r\n", "gave up after 2 tries"));
  }

  @ParameterizedTest
  @MethodSource("badAnswers")
  void aBadMirrorIsReportedSetAsideAndDoneWithout(String answer, String found) throws IOException {
    try (ScriptedServer server = ScriptedServer.answeringTexts(answer)) {
      Run first = run(at(server));
      assertThat(first.content).isEqualTo(CONTENT);
      assertThat(first.problems).hasSize(1);
      Problem problem = first.problems.getFirst();
      assertThat(problem.code()).isEqualTo("E-MIRROR");
      assertThat(problem.path()).isEqualTo(server.address() + "/" + PACK);
      assertThat(problem.message()).contains(found).contains("not asked again for 30 minutes");

      int asked = server.requests().size();
      now = now.plus(JUST_UNDER_HALF_AN_HOUR);
      assertThat(run(at(server)).problems).isEmpty();
      assertThat(server.requests()).hasSize(asked);

      now = now.plus(Duration.ofMinutes(2));
      assertThat(run(at(server)).problems.getFirst().message()).contains("for 60 minutes");
    }
  }

  private static String busy() {
    return answer("503 Busy\r\nRetry-After: 60", "");
  }

  @Test
  void aBusyMirrorIsLeftForThisRunAndAskedAgainInTheNext() throws IOException {
    try (ScriptedServer server = ScriptedServer.answeringTexts(busy())) {
      for (int runs = 1; runs <= 2; runs++) {
        Run run = run(at(server));
        assertThat(run.content).isEqualTo(CONTENT);
        assertThat(run.problems).isEmpty();
        assertThat(server.requests()).hasSize(runs);
      }
    }
  }

  /// Its files would come by other requests, from the same server.
  @Test
  void forABusyServerNothingIsDoneWithout() throws IOException {
    try (ScriptedServer server = ScriptedServer.answeringTexts(busy());
        RepositorySource origin = web(server.address());
        Mirrors none = new Mirrors(origin, List.of(), this::open, state, () -> now);
        FetchArea area = new FetchArea(Files.createDirectory(scratch.resolve("busy")), none)) {
      area.dispensable(PACK);
      area.want(PACK, 0, CONTENT.length());
      assertThatThrownBy(() -> area.fetch(_ -> {}))
          .isInstanceOfSatisfying(
              BusyException.class,
              e -> assertThat(e.retryAfter()).isEqualTo(Duration.ofMinutes(1)));
      assertThat(area.isLost(PACK)).isFalse();
    }
  }

  @Test
  void aGoodMirrorIsTheOnlyOneAsked() throws IOException {
    try (ScriptedServer server = ScriptedServer.answeringTexts(part(CONTENT))) {
      Files.delete(scratch.resolve("origin").resolve(PACK));
      assertThat(run(at(server))).isEqualTo(new Run(CONTENT, List.of(), 1));
      assertThat(server.requests()).hasSize(1);
      assertThat(server.requests().getFirst()).startsWith("GET /packs/0a.pack HTTP/1.1");
    }
  }

  @Test
  void aMirrorThatDoesNotAnswerRangesButSendsTheWholeIsGoodEnough() throws IOException {
    try (ScriptedServer server = ScriptedServer.answeringTexts(answer("200 OK", CONTENT))) {
      assertThat(run(at(server))).isEqualTo(new Run(CONTENT, List.of(), 1));
    }
  }

  @Test
  void aMirrorThatIsNotThereIsPassedOver() throws IOException {
    MirrorAddress gone;
    try (ScriptedServer server = ScriptedServer.answeringTexts("")) {
      gone = at(server);
    }
    MirrorAddress nowhere = new MirrorAddress.Folder(scratch.resolve("nowhere"));
    Run run = run(gone, nowhere);
    assertThat(run.content).isEqualTo(CONTENT);
    assertThat(messages(run)).hasSize(2);
    assertThat(messages(run).get(0)).contains("refused; gave up after 2 tries");
    assertThat(messages(run).get(1)).contains("there is no such directory");
  }

  private static List<String> messages(Run run) {
    return run.problems.stream().map(Problem::message).toList();
  }

  @Test
  void theNextMirrorIsAskedBeforeTheOrigin() throws IOException {
    Files.delete(scratch.resolve("origin").resolve(PACK));
    MirrorAddress bad = new MirrorAddress.Folder(scratch.resolve("nowhere"));
    Run run = run(bad, write("good", CONTENT));
    assertThat(run.content).isEqualTo(CONTENT);
    assertThat(run.problems).hasSize(1);
  }

  @Test
  void theOriginsFaultIsTheRunsWhenNoMirrorHelps() throws IOException {
    Files.delete(scratch.resolve("origin").resolve(PACK));
    assertThatThrownBy(() -> run(new MirrorAddress.Folder(scratch.resolve("nowhere"))))
        .isInstanceOf(GoneException.class)
        .hasMessageContaining("E-GONE");
    write("origin", CONTENT);
    assertThat(run().content).isEqualTo(CONTENT);
  }

  @Test
  void aMirrorThatDripsIsGivenUpAndWhatItSentIsKept() throws IOException {
    attempts = 1;
    byte[] head = part(CONTENT).replace(CONTENT, "").getBytes(StandardCharsets.ISO_8859_1);
    ScriptedServer.Script drip =
        out -> {
          out.write(head);
          for (byte one : CONTENT.getBytes(StandardCharsets.ISO_8859_1)) {
            out.write(one);
            out.flush();
            LockSupport.parkNanos(Duration.ofMillis(40).toNanos());
          }
        };
    try (ScriptedServer server = ScriptedServer.answering(drip)) {
      Run run = run(at(server));
      assertThat(run.content).isEqualTo(CONTENT);
      assertThat(messages(run).getFirst()).containsPattern("the server stalled: [1-9]\\d? bytes");
    }
  }

  @Test
  void anOriginThatIsWrongIsReportedWhenAMirrorIsRight() throws IOException {
    Path downloads = Files.createDirectory(scratch.resolve("interrupted"));
    write("origin", CONTENT.toUpperCase(Locale.ROOT));
    assertThatThrownBy(() -> runIn(downloads)).isInstanceOf(IntegrityException.class);
    Run run = runIn(downloads, write("good", CONTENT));
    assertThat(run.content).isEqualTo(CONTENT);
    assertThat(run.problems).extracting(Problem::code).containsExactly("E-HASH");
    assertThat(run.problems).extracting(Problem::path).containsExactly(PACK);
  }

  @Test
  void eachFailureInARowDoublesTheTimeUpToADayAndServingWellEndsTheRow() throws IOException {
    MirrorAddress mirror = new MirrorAddress.Folder(scratch.resolve("sometimes"));
    List<String> minutes = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      minutes.add(messages(run(mirror)).getFirst().replaceAll(".* for (\\d+) minutes", "$1"));
      now = now.plus(Duration.ofDays(1));
    }
    assertThat(minutes).isEqualTo(Arrays.asList("30 60 120 240 480 960 1440 1440".split(" ")));
    write("sometimes", CONTENT);
    assertThat(run(mirror).problems).isEmpty();
    Files.delete(scratch.resolve("sometimes").resolve(PACK));
    assertThat(messages(run(mirror)).getFirst()).contains("for 30 minutes");
  }

  @Test
  void aMemoryThatIsDamagedOrFromAClockThatWasAheadKeepsNobodyOut() throws IOException {
    MirrorAddress mirror = new MirrorAddress.Folder(scratch.resolve("nowhere"));
    run(mirror);
    Files.writeString(state.resolve("mirrors.json"), "{\"setAside\":[{\"mirror\":7}]}");
    assertThat(run(mirror).problems).hasSize(1);
    now = now.minus(Duration.ofDays(900));
    assertThat(run(mirror).problems).hasSize(1);
    assertThat(run(mirror).problems).isEmpty();
  }

  @Test
  void mirrorsThatAreNamedNoMoreAreForgotten() throws IOException {
    MirrorAddress one = new MirrorAddress.Folder(scratch.resolve("nowhere"));
    run(one);
    run(new MirrorAddress.Folder(scratch.resolve("nowhere-else")));
    assertThat(Files.readString(state.resolve("mirrors.json")))
        .contains("nowhere-else")
        .doesNotContain("nowhere\"");
  }
}
