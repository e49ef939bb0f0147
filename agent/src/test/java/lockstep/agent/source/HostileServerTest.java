package lockstep.agent.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import lockstep.images.IntegrityException;
import lockstep.images.Pace;
import lockstep.images.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileServerTest {
  private static final Patience SHORT =
      new Patience(
          Duration.ofSeconds(5),
          Duration.ofMillis(400),
          Duration.ofMillis(300),
          1000,
          3,
          Duration.ofMillis(1),
          Duration.ofMillis(2));
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-22T12:00:00Z"));
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String CHUNKED = "\r\nTransfer-Encoding: chunked\r\n\r\n";

  @Test
  void aBodyThatBreaksOffIsReadOnFromTheByteThatWasReached() throws IOException {
    try (ScriptedServer server =
        ScriptedServer.answeringTexts(
            partial(5, 10, "56789"), partial(10, 5, "abcd"), partial(14, 1, "e"))) {
      assertThat(read(server, 5, 10)).isEqualTo("56789abcde");
      assertThat(server.requests().get(1)).contains("Range: bytes=10-14");
      assertThat(server.requests().get(2)).contains("Range: bytes=14-14");
    }
  }

  /// In the head of the answer and in its body: no byte of the body is sent twice. Java's client by itself asks again where
  /// not a byte came back.
  @Test
  void anAnswerThatIsCutAfterAnyByteIsReadOnFromThere() throws IOException {
    String body = "0123456789".repeat(10);
    String whole = partial(0, 100, body);
    int head = whole.length() - body.length();
    for (int cut = 0; cut < whole.length(); cut++) {
      int had = Math.max(0, cut - head);
      try (ScriptedServer server =
          ScriptedServer.answeringTexts(
              whole.substring(0, cut), partial(had, 100 - had, body.substring(had)))) {
        assertThat(read(server, 0, 100)).as("cut after %d", cut).isEqualTo(body);
        assertThat(server.requests()).as("cut after %d", cut).hasSizeBetween(2, cut == 0 ? 3 : 2);
        assertThat(server.requests().getLast()).contains("Range: bytes=%d-99".formatted(had));
      }
    }
  }

  @Test
  void aServerThatIsGoneIsNamedWithWhatToDo() throws IOException {
    URI address;
    try (ScriptedServer server = ScriptedServer.answeringTexts("")) {
      address = server.address();
    }
    try (HttpSource source = source(address)) {
      assertThatThrownBy(() -> source.read("packs/a", 0, 1, _ -> {}))
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> {
                assertThat(e.problem().code()).isEqualTo("E-SOURCE");
                assertThat(e.problem().path()).isEqualTo(address + "/packs/a");
                assertThat(e.problem().message()).contains("refused; gave up after 3 tries in 0 s");
                assertThat(e.problem().next()).contains("converge again");
              });
    }
  }

  @Test
  void aServerThatHangsUpAfterEveryByteIsNotFollowedForEver() throws IOException {
    try (ScriptedServer server =
        ScriptedServer.answeringTexts(
            partial(0, 100, "0"), partial(1, 99, "1"), partial(2, 98, "2"), OK)) {
      assertThatThrownBy(() -> read(server, 0, 100)).hasMessageContaining("gave up after 3 tries");
      assertThat(server.requests()).hasSize(3);
    }
  }

  @Test
  void aServerThatStallsInABodyIsGivenUp() throws IOException {
    try (ScriptedServer server =
        ScriptedServer.answeringTexts(partial(0, 10, "") + ScriptedServer.HOLD)) {
      assertThatThrownBy(() -> read(server, 0, 10)).hasMessageContaining("the server stalled: ");
    }
  }

  @Test
  void aServerThatNeverAnswersIsGivenUp() throws IOException {
    try (ScriptedServer server = ScriptedServer.answeringTexts(ScriptedServer.HOLD)) {
      assertThatThrownBy(() -> read(server, 0, 10))
          .hasMessageContaining("no answer within 400 ms; gave up after 3 tries");
    }
  }

  @Test
  void aServerThatDripsItsHeadersIsGivenUp() throws IOException {
    ScriptedServer.Script drip =
        out -> {
          out.write("HTTP/1.1 200 OK\r\nX: ".getBytes(StandardCharsets.ISO_8859_1));
          while (true) { // Until the client hangs up.
            out.write('x');
            out.flush();
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
          }
        };
    try (ScriptedServer server = ScriptedServer.answering(drip)) {
      assertThatThrownBy(() -> small(server, 10))
          .hasMessageContaining("no answer within 400 ms; gave up after 3 tries");
    }
  }

  @Test
  void whatPassesIsTriedAgain() throws IOException {
    try (ScriptedServer server =
        ScriptedServer.answeringTexts(
            "HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 429 Slow down\r\nRetry-After: Sun, 22 Nov 2026 12:00:00 GMT\r\nContent-Length: 0\r\n\r\n",
            OK)) {
      try (HttpSource source = source(server.address())) {
        assertThat(source.small("a", 2)).hasValue(new byte[] {'o', 'k'});
        assertThat(source.traffic().requests()).isEqualTo(3);
      }
    }
  }

  @Test
  void aServerThatAsksForMoreThanAWaitIsLeftUntilThen() throws IOException {
    try (ScriptedServer server =
        ScriptedServer.answeringTexts(
            "HTTP/1.1 503 Busy\r\nRetry-After: 3600\r\nContent-Length: 0\r\n\r\n")) {
      assertThatThrownBy(() -> small(server, 10))
          .hasMessageContaining("the server answered 503")
          .isInstanceOfSatisfying(
              BusyException.class,
              busy -> assertThat(busy.retryAfter()).isEqualTo(Duration.ofHours(1)));
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void whatDoesNotPassIsNot() throws IOException {
    try (ScriptedServer server =
        ScriptedServer.answeringTexts("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")) {
      assertThatThrownBy(() -> small(server, 10)).hasMessageContaining("the server answered 403");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void aRedirectIsNotFollowed() throws IOException {
    try (ScriptedServer other = ScriptedServer.answeringTexts(OK);
        ScriptedServer server =
            ScriptedServer.answeringTexts(
                "HTTP/1.1 302 There\r\nLocation: "
                    + other.address()
                    + "/a\r\nContent-Length: 0\r\n\r\n")) {
      assertThatThrownBy(() -> small(server, 10))
          .hasMessageContaining("the server redirects to '" + other.address() + "/a'");
      assertThat(other.requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "/a", ""})
  void noRedirectIsFollowedWhereverItLeads(String location) throws IOException {
    try (ScriptedServer server =
        ScriptedServer.answeringTexts(
            "HTTP/1.1 301 There\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n".formatted(location),
            OK)) {
      assertThatThrownBy(() -> small(server, 10)).hasMessageContaining("'" + location + "'");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void nothingIsUnchangedThatNobodyAskedAbout() throws IOException {
    try (ScriptedServer server =
        ScriptedServer.answeringTexts("HTTP/1.1 304 Not Modified\r\n\r\n")) {
      assertThatThrownBy(() -> small(server, 10)).hasMessageContaining("the server answered 304");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void anEndlessBodyIsCutAtTheBound() throws IOException {
    try (ScriptedServer server =
        ScriptedServer.answering(out -> endless(out, "HTTP/1.1 200 OK" + CHUNKED))) {
      assertThatThrownBy(() -> small(server, 100_000))
          .isInstanceOf(IntegrityException.class)
          .hasMessageContaining("longer than the 100000 bytes");
    }
  }

  @Test
  void anEndlessRangeIsCutAtItsLength() throws IOException {
    String head = "HTTP/1.1 206 Part\r\nContent-Range: bytes 0-9/10" + CHUNKED;
    try (ScriptedServer server = ScriptedServer.answering(out -> endless(out, head))) {
      assertThat(read(server, 0, 10)).isEqualTo("xxxxxxxxxx");
    }
  }

  @Test
  void aLengthThatIsTooLongIsNotWaitedFor() throws IOException {
    try (ScriptedServer server =
        ScriptedServer.answeringTexts(partial(0, 1000, "0123") + ScriptedServer.HOLD)) {
      assertThat(read(server, 0, 4)).isEqualTo("0123");
    }
  }

  @Test
  void aLengthBeyondTheBoundIsRefusedBeforeTheBody() throws IOException {
    try (ScriptedServer server =
        ScriptedServer.answeringTexts(
            "HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\nok" + ScriptedServer.HOLD)) {
      assertThatThrownBy(() -> small(server, 10))
          .isInstanceOf(IntegrityException.class)
          .hasMessageContaining("longer than the 10 bytes");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"two", "2, 5", "99999999999999999999", "5\r\nContent-Length: 2"})
  void aLengthThatIsNoneIsNoAnswer(String length) throws IOException {
    try (ScriptedServer server =
        ScriptedServer.answeringTexts(
            "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\nok")) {
      assertThatThrownBy(() -> small(server, 10)).hasMessageContaining("gave up after 3 tries");
    }
  }

  @Test
  void aNegativeLengthIsAsGoodAsNone() throws IOException {
    try (ScriptedServer server =
        ScriptedServer.answeringTexts("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nok")) {
      small(server, 2);
      assertThatThrownBy(() -> small(server, 1)).isInstanceOf(IntegrityException.class);
    }
  }

  @Test
  void aRangeOtherThanTheOneAskedForIsALie() throws IOException {
    try (ScriptedServer server = ScriptedServer.answeringTexts(partial(6, 4, "6789"))) {
      assertThatThrownBy(() -> read(server, 5, 4))
          .isInstanceOf(IntegrityException.class)
          .hasMessageContaining("the server sends 'bytes 6-9/100'");
    }
  }

  @Test
  void aWholeFileInsteadOfARangeIsReadOverNearItsBeginning() throws IOException {
    try (ScriptedServer server =
        ScriptedServer.answeringTexts("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789")) {
      assertThat(read(server, 3, 4)).isEqualTo("3456");
      assertThatThrownBy(() -> read(server, 2 << 20, 4))
          .hasMessageContaining("does not answer range requests")
          .hasMessageContaining("lockstep serve");
    }
  }

  @Test
  void anEncodingThatWasNotAskedForIsRefused() throws IOException {
    try (ScriptedServer server =
        ScriptedServer.answeringTexts(
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nok")) {
      assertThatThrownBy(() -> small(server, 10))
          .hasMessageContaining("encodes the answer as 'gzip'");
    }
  }

  @Test
  void whatIsNoHttpIsGivenUp() throws IOException {
    try (ScriptedServer server = ScriptedServer.answeringTexts("SSH-2.0-OpenSSH_9.2\r\n\r\n")) {
      assertThatThrownBy(() -> small(server, 10)).hasMessageContaining("gave up after 3 tries");
    }
  }

  @Test
  void headersCountAsTraffic() throws IOException {
    try (ScriptedServer server = ScriptedServer.answeringTexts(OK)) {
      try (HttpSource source = source(server.address())) {
        source.small("a", 10);
        String request = server.requests().getFirst();
        int requestLength = request.lines().mapToInt(line -> line.length() + 2).sum() + 2;
        assertThat(source.traffic()).isEqualTo(new Traffic(requestLength + OK.length(), 1));
      }
    }
  }

  @Test
  void waitsAreDrawnFromARangeThatDoublesUpToItsBound() throws IOException {
    Patience patience =
        new Patience(
            SHORT.connect(),
            SHORT.headers(),
            SHORT.window(),
            1,
            9,
            Duration.ofNanos(100),
            Duration.ofNanos(350));
    RandomGenerator largest = new Largest();
    Attempts attempts = new Attempts(URI.create("http://h/a"), patience, CLOCK, largest);
    PassingFailure failure = new PassingFailure("busy");
    for (int nanos : new int[] {100, 200, 350, 350}) {
      attempts.failed(failure);
      assertThat(attempts.wait(failure)).isEqualTo(Duration.ofNanos(nanos));
    }
    PassingFailure asked = new PassingFailure("busy", Duration.ofNanos(40));
    assertThat(attempts.wait(asked)).isEqualTo(Duration.ofNanos(390));
  }

  /// Draws the largest number allowed.
  private static final class Largest implements RandomGenerator {
    @Override
    public long nextLong() {
      throw new AssertionError("only bounded numbers are drawn");
    }

    @Override
    public long nextLong(long bound) {
      return bound - 1;
    }
  }

  private static String partial(int from, int length, String body) {
    return "HTTP/1.1 206 Part\r\nContent-Range: bytes %d-%d/100\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(from, from + length - 1, length, body);
  }

  private static void endless(OutputStream out, String head) throws IOException {
    out.write(head.getBytes(StandardCharsets.ISO_8859_1));
    byte[] chunk = ("1000\r\n" + "x".repeat(0x1000) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    // Until the client hangs up.
    while (true) {
      out.write(chunk);
    }
  }

  private static void small(ScriptedServer server, int maxBytes) throws IOException {
    try (HttpSource source = source(server.address())) {
      source.small("a", maxBytes);
    }
  }

  private static String read(ScriptedServer server, long offset, long length) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try (HttpSource source = source(server.address())) {
      source.read(
          "packs/a",
          offset,
          length,
          bytes -> read.writeBytes(RepositorySourceContract.copy(bytes)));
    }
    return read.toString(StandardCharsets.ISO_8859_1);
  }

  private static HttpSource source(URI address) throws IOException {
    return new HttpSource(
        HttpOrigin.open(address, SHORT, Pace.FREE), CLOCK, RandomGenerator.getDefault());
  }
}
