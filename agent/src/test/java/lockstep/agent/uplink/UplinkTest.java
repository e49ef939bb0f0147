package lockstep.agent.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import lockstep.agent.source.HttpOrigin;
import lockstep.agent.source.Patience;
import lockstep.agent.uplink.CheckInAnswer.Lasting;
import lockstep.images.Pace;
import lockstep.proto.AssignmentMsg;
import lockstep.proto.CheckInMsg;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UplinkTest {
  private static final CheckInMsg REPORT = CheckInMsg.newBuilder().setMachine("m1").build();

  private final HttpServer server = create();
  private volatile String retryAfter = "";

  private static HttpServer create() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeEach
  void start() {
    server.start();
  }

  @Test
  void aReportIsAnsweredWithAnAssignment() throws IOException {
    AtomicReference<byte[]> reported = new AtomicReference<>(new byte[0]);
    answer(200, AssignmentMsg.newBuilder().setPollAfterSeconds(90).build().toByteArray(), reported);
    assertThat(checkIn())
        .isInstanceOfSatisfying(
            CheckInAnswer.Assigned.class,
            answer -> assertThat(answer.assignment().getPollAfterSeconds()).isEqualTo(90));
    assertThat(CheckInMsg.parseFrom(reported.get())).isEqualTo(REPORT);
  }

  @Test
  void aServerThatDoesNotTakeItIsAnAnswerNotAnException() throws IOException {
    answer(500, new byte[0], new AtomicReference<>(new byte[0]));
    assertUnheard("the server answered 500");
  }

  @Test
  void anAnswerThatIsNoAssignmentIsAnAnswerNotAnException() throws IOException {
    answer(200, new byte[] {(byte) 0xff}, new AtomicReference<>(new byte[0]));
    assertUnheard("did not take the report");
  }

  @Test
  void anEndlessAnswerIsAnAnswerNotAnException() throws IOException {
    answer(200, new byte[1 << 20], new AtomicReference<>(new byte[0]));
    assertUnheard("longer than");
  }

  @Test
  void aServerThatIsGoneIsAnAnswerNotAnException() throws IOException {
    server.stop(0);
    assertUnheard("refused");
  }

  @Test
  void whetherItIsWorthAskingAgainSoonFollowsFromTheAnswer() throws IOException {
    for (int status : new int[] {408, 429, 500, 503}) {
      assertThat(unheard(status).lasting()).as("%d", status).isEqualTo(Lasting.PASSING);
    }
    for (int status : new int[] {400, 403, 404, 409}) {
      assertThat(unheard(status).lasting()).as("%d", status).isEqualTo(Lasting.UNTIL_SOMEBODY_ACTS);
    }
  }

  @Test
  void aBusyServersWishIsHeard() throws IOException {
    retryAfter = "120";
    assertThat(unheard(503).retryAfter()).contains(Duration.ofMinutes(2));
    retryAfter = "whenever";
    assertThat(unheard(503).retryAfter()).isEmpty();
  }

  private CheckInAnswer.Unheard unheard(int status) throws IOException {
    answer(status, new byte[0], new AtomicReference<>(new byte[0]));
    CheckInAnswer answer = checkIn();
    server.removeContext("/v1/check-in");
    return (CheckInAnswer.Unheard) answer;
  }

  private void assertUnheard(String reason) throws IOException {
    assertThat(checkIn())
        .isInstanceOfSatisfying(
            CheckInAnswer.Unheard.class,
            answer -> {
              assertThat(answer.problem().code()).isEqualTo("E-REPORT");
              assertThat(answer.problem().message()).contains(reason);
            });
  }

  private CheckInAnswer checkIn() throws IOException {
    URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    try (HttpOrigin origin = HttpOrigin.open(address, Patience.DEFAULT, Pace.FREE)) {
      return new Uplink(origin, InstantSource.system()).checkIn(REPORT);
    }
  }

  private void answer(int status, byte[] body, AtomicReference<byte[]> reported) {
    server.createContext(
        "/v1/check-in",
        exchange -> {
          try (exchange) {
            reported.set(exchange.getRequestBody().readAllBytes());
            if (!retryAfter.isEmpty()) {
              exchange.getResponseHeaders().add("Retry-After", retryAfter);
            }
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
          }
        });
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }
}
