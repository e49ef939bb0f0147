package lockstep.server.doctor;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import lockstep.images.ContentHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ServerCheckTest {
  private record At(URI url) implements Door {
    @Override
    public ContentHash authority() throws IOException {
      throw new IOException("nobody says");
    }

    @Override
    public boolean isOperators() {
      return false;
    }

    @Override
    public long machines() throws IOException {
      throw new IOException("nobody asks");
    }
  }

  @Test
  @Timeout(30)
  void whatBeginsToAnswerAndDoesNotEndIsNotWaitedFor() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread endless =
          Thread.ofVirtual()
              .start(() -> {
                try (Socket asked = server.accept()) {
                  asked
                      .getOutputStream()
                      .write(
                          "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nok"
                              .getBytes(StandardCharsets.US_ASCII));
                  asked.getInputStream().readAllBytes(); // until the other side goes
                } catch (IOException e) {
                  // it went
                }
              });
      URI url = URI.create("http://127.0.0.1:" + server.getLocalPort());
      ServerCheck check =
          new ServerCheck(new At(url), InstantSource.system(), Duration.ofMillis(500));
      assertThatThrownBy(check::look)
          .isInstanceOf(HttpTimeoutException.class)
          .hasMessageContaining("did not come to an end");
      endless.join();
    }
  }
}
