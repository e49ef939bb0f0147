package lockstep.agent.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import lockstep.images.IntegrityException;
import lockstep.images.console.Inert;

/// An answer whose headers have come and whose body is coming.
public final class HttpReply implements AutoCloseable {
  private static final long DRAINED_BYTES = 64 << 10;
  private static final int MAX_EXPLAINED_LETTERS = 200;

  private final String address;
  private final int status;
  private final HttpHeaders headers;
  private final BodyStream body;

  HttpReply(String address, int status, HttpHeaders headers, BodyStream body) {
    this.address = address;
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  public int status() {
    return status;
  }

  HttpHeaders headers() {
    return headers;
  }

  BodyStream body() {
    return body;
  }

  /// What the headers say; -1 when they say nothing.
  long contentLength() {
    return headers.firstValueAsLong("Content-Length").orElse(-1);
  }

  /// When a server that does not serve now asks to be asked again.
  public Optional<Duration> retryAfter(Instant now) {
    return RetryAfter.in(headers, now);
  }

  /// The whole body.
  ///
  /// @throws IntegrityException when it is longer than `maxBytes`, at the latest when one more has come
  public byte[] readAll(int maxBytes) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    boolean fits = contentLength() <= maxBytes;
    for (ByteBuffer bytes = body.next(); bytes != null; bytes = body.next()) {
      fits &= content.size() + bytes.remaining() <= maxBytes;
      if (!fits) {
        throw new IntegrityException(
            address + " is longer than the " + maxBytes + " bytes it may have");
      }
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      content.writeBytes(copy);
    }
    return content.toByteArray();
  }

  /// The answer in a line for people: its status, and the first line of what the server says about it.
  ///
  /// @param content what [#readAll] gave
  public String explained(byte[] content) {
    String said = new String(content, StandardCharsets.UTF_8).lines().findFirst().orElse("");
    String beginning = said.substring(0, Math.min(said.length(), MAX_EXPLAINED_LETTERS));
    return "the server answered "
        + status
        + (beginning.isEmpty() ? "" : ": " + Inert.text(beginning));
  }

  /// Reads a short body that nobody wants, so that the connection can be used again.
  void drain() throws IOException {
    long left = DRAINED_BYTES;
    for (ByteBuffer bytes = body.next(); bytes != null && left > 0; bytes = body.next()) {
      left -= bytes.remaining();
    }
  }

  /// Ends the transfer if it has not ended.
  @Override
  public void close() {
    body.close();
  }
}
