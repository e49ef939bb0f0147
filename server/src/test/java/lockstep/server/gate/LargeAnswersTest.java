package lockstep.server.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Large answers are sent in turn; here one at a time, and one waits.
class LargeAnswersTest {
  /// More than both sides' buffers hold.
  private static final int BYTES = 40_000_000;

  @TempDir Path directory;

  private static GateLimits oneAtATime() {
    GateLimits usual = GateLimits.defaults();
    Duration minute = Duration.ofMinutes(1);
    return new GateLimits(
        usual.maxConnections(),
        usual.maxConnectionsOfOneSource(),
        usual.maxBodyBytes(),
        usual.maxHeldBodyBytes(),
        usual.maxWaitingCalls(),
        usual.maxListeners(),
        new SendingLimits(1_000_000, 1, minute, 4, 1, minute),
        usual.requestTimeout(),
        usual.stallTimeout(),
        Duration.ofMillis(300));
  }

  private static Socket askAndReadNothing(GateFixture fixture) throws Exception {
    writeBigPack(fixture);
    Socket socket = new Socket();
    socket.setReceiveBufferSize(16 << 10);
    socket.setSoTimeout(30_000);
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), fixture.gate.uri().getPort()));
    socket
        .getOutputStream()
        .write(
            "GET /packs/big.pack HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
    assertThat(socket.getInputStream().read()).as("it is being sent").isEqualTo('H');
    return socket;
  }

  @Test
  void theNextIsSentWhenTheOneBeforeIsAndAThirdIsToldToComeAgain() throws Exception {
    try (GateFixture fixture = GateFixture.withLimits(directory, oneAtATime());
        HttpClient client = HttpClient.newHttpClient();
        Socket first = askAndReadNothing(fixture)) {
      CompletableFuture<HttpResponse<byte[]>> one = ask(fixture, client);
      CompletableFuture<HttpResponse<byte[]>> other = ask(fixture, client);
      CompletableFuture.anyOf(one, other).join();
      HttpResponse<byte[]> refused = (one.isDone() ? one : other).join();
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValueAsLong("retry-after").orElse(0)).isPositive();

      assertThat(fixture.get(client, "/packs/big.pack", "Range", "bytes=0-99999").body())
          .as("what is small waits for nobody")
          .hasSize(100_000);
      CompletableFuture<HttpResponse<byte[]>> waits = one.isDone() ? other : one;
      assertThat(waits).isNotDone();
      assertThat(rest(first)).isGreaterThan(BYTES);
      assertThat(waits.join().body()).hasSize(BYTES);
      assertThat(fixture.get(client, "/packs/big.pack").body()).hasSize(BYTES);
    }
  }

  @Test
  void whoeverGoesGivesItsTurnBack() throws Exception {
    SelfSigned tls = SelfSigned.make(directory);
    try (GateFixture fixture = GateFixture.withTls(directory, tls.files().read(), oneAtATime());
        HttpClient client = HttpClient.newBuilder().sslContext(tls.trust()).build()) {
      writeBigPack(fixture);
      for (int i = 0; i < 3; i++) {
        HttpResponse<InputStream> begun =
            client.send(
                fixture.request("/packs/big.pack").build(),
                HttpResponse.BodyHandlers.ofInputStream());
        assertThat(begun.body().read()).isGreaterThanOrEqualTo(0);
        begun.body().close();
      }
      assertThat(fixture.get(client, "/packs/big.pack").body()).hasSize(BYTES);
    }
  }

  @Test
  void aGateThatClosesTellsThoseInLine() throws Exception {
    try (GateFixture fixture = GateFixture.withLimits(directory, oneAtATime());
        HttpClient client = HttpClient.newHttpClient();
        Socket first = askAndReadNothing(fixture)) {
      CompletableFuture<HttpResponse<byte[]>> one = ask(fixture, client);
      CompletableFuture<HttpResponse<byte[]>> other = ask(fixture, client);
      // Once one is refused, the line is full: the other is in it.
      CompletableFuture.anyOf(one, other).join();
      assertThat(one.isDone() && other.isDone()).isFalse();
      fixture.gate.close();
      assertThat(one.join().statusCode()).isEqualTo(503);
      assertThat(other.join().statusCode()).isEqualTo(503);
      assertThat(first.isConnected()).as("the turn was its to the end").isTrue();
    }
  }

  private static void writeBigPack(GateFixture fixture) throws IOException {
    try (RandomAccessFile pack =
        new RandomAccessFile(fixture.repository.resolve("packs/big.pack").toFile(), "rw")) {
      pack.setLength(BYTES);
    }
  }

  private static CompletableFuture<HttpResponse<byte[]>> ask(
      GateFixture fixture, HttpClient client) {
    return client.sendAsync(
        fixture.request("/packs/big.pack").build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static long rest(Socket socket) throws Exception {
    return socket.getInputStream().transferTo(OutputStream.nullOutputStream());
  }
}
