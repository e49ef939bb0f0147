package lockstep.server.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import lockstep.images.identity.JoinToken;
import lockstep.images.identity.TlsTrust;
import lockstep.server.identity.EnrolledMachine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// HTTP/2 by hand, frame by frame: what no decent client sends.
class StreamsOfOneConnectionTest {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RESET = 3;
  private static final int SETTINGS = 4;
  private static final int GO_AWAY = 7;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int BODY = 16 << 10;

  @TempDir Path directory;

  private static byte[] request() throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (List<String> field :
        List.of(
            List.of(":method", "POST"),
            List.of(":scheme", "https"),
            List.of(":path", "/v1/enrol"),
            List.of(":authority", "x"))) {
      block.write(0); // a literal that is not remembered, RFC 7541, section 6.2.2
      for (String text : field) {
        block.write(text.length());
        block.write(text.getBytes(StandardCharsets.US_ASCII));
      }
    }
    return block.toByteArray();
  }

  private static void frame(OutputStream out, int type, int flags, int stream, byte[] content)
      throws IOException {
    out.write(
        ByteBuffer.allocate(9 + content.length)
            .putInt(content.length << 8 | type)
            .put((byte) flags)
            .putInt(stream)
            .put(content)
            .array());
  }

  /// Reads until a stream is answered, reset or refused with all others.
  private static void awaitTheEndOf(DataInputStream in, int stream) throws IOException {
    while (true) {
      int head = in.readInt();
      in.readByte();
      int of = in.readInt();
      in.skipNBytes(head >>> 8);
      int type = head & 0xff;
      if ((of == stream && (type == HEADERS || type == RESET)) || type == GO_AWAY) {
        return;
      }
    }
  }

  private SSLSocket connect(GateFixture fixture, JoinToken token) throws Exception {
    SSLSocket socket =
        (SSLSocket)
            TlsTrust.context(TlsTrust.pinned(token.authority()))
                .getSocketFactory()
                .createSocket(fixture.gate.uri().getHost(), fixture.gate.uri().getPort());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(30_000);
    socket.startHandshake();
    return socket;
  }

  @Test
  void aSecondHeadOnOneStreamDoesNotKeepTheMemoryOfTheFirstsBody() throws Exception {
    GateLimits usual = GateLimits.defaults();
    GateLimits narrow =
        new GateLimits(
            usual.maxConnections(),
            usual.maxConnectionsOfOneSource(),
            usual.maxBodyBytes(),
            2L * BODY,
            usual.maxWaitingCalls(),
            usual.maxListeners(),
            usual.sending(),
            Duration.ofSeconds(30),
            usual.stallTimeout(),
            usual.drainTimeout());
    try (GateFixture fixture = GateFixture.secure(directory, narrow)) {
      JoinToken token = fixture.token();
      for (int i = 0; i < 4; i++) {
        try (SSLSocket socket = connect(fixture, token)) {
          OutputStream out = socket.getOutputStream();
          out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          frame(out, SETTINGS, 0, 0, new byte[0]);
          frame(out, HEADERS, END_HEADERS, 1, request());
          frame(out, DATA, 0, 1, new byte[BODY - 1]);
          frame(out, HEADERS, END_HEADERS | END_STREAM, 1, request());
          out.flush();
          awaitTheEndOf(new DataInputStream(socket.getInputStream()), 1);
        }
      }
      EnrolledMachine.enrol(fixture.gate.uri(), token, "m1").close();
      try (EnrolledMachine machine = fixture.machine("m2")) {
        assertThat(machine.post("/v1/check-in", new byte[BODY]).statusCode()).isEqualTo(400);
      }
    }
  }
}
