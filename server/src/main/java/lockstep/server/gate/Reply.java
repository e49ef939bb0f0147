package lockstep.server.gate;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import lockstep.images.json.Json;
import lockstep.images.json.JsonWriter;

/// An answer, before anything of it is sent.
sealed interface Reply {
  /// Between these, whoever finds too many others comes again; a client waits as long.
  Duration LEAST_BUSY = Duration.ofSeconds(5);

  Duration MOST_BUSY = Duration.ofSeconds(30);

  HttpResponseStatus status();

  /// Fields beside those every answer has.
  HttpHeaders headers();

  /// A body held in memory.
  record Brief(HttpResponseStatus status, HttpHeaders headers, ByteString body) implements Reply {}

  /// Some bytes of a file. Whoever has the reply closes the file, and ends the turn.
  ///
  /// @param turn of an answer that needs one
  record Stored(
      HttpResponseStatus status,
      HttpHeaders headers,
      StoredFile file,
      ByteRange.Part part,
      Optional<Turns.Turn> turn)
      implements Reply {

    Stored in(Turns.Turn turn) {
      return new Stored(status, headers, file, part, Optional.of(turn));
    }

    /// Nobody is there any more to whom it could be sent.
    void discard() {
      turn.ifPresent(Turns.Turn::giveBack);
      file.letGo();
    }
  }

  static HttpHeaders noHeaders() {
    return DefaultHttpHeadersFactory.headersFactory().newHeaders();
  }

  /// One line for a person with curl.
  static Brief text(HttpResponseStatus status, String line) {
    HttpHeaders headers =
        noHeaders().set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
    headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    return new Brief(status, headers, ByteString.copyFromUtf8(line + "\n"));
  }

  static Brief message(MessageLite message) {
    HttpHeaders headers = noHeaders().set(HttpHeaderNames.CONTENT_TYPE, "application/x-protobuf");
    headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    return new Brief(HttpResponseStatus.OK, headers, message.toByteString());
  }

  static Brief json(HttpResponseStatus status, Json value) {
    HttpHeaders headers = noHeaders().set(HttpHeaderNames.CONTENT_TYPE, "application/json");
    headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    return new Brief(status, headers, ByteString.copyFromUtf8(JsonWriter.plain(value) + "\n"));
  }

  static Brief notFound() {
    return text(HttpResponseStatus.NOT_FOUND, "there is nothing of this name");
  }

  static Brief notAllowed(String allowed) {
    Brief reply = text(HttpResponseStatus.METHOD_NOT_ALLOWED, "only " + allowed + " here");
    reply.headers().set(HttpHeaderNames.ALLOW, allowed);
    return reply;
  }

  /// A person must say who they are.
  static Brief unauthorized() {
    Brief reply = text(HttpResponseStatus.UNAUTHORIZED, "this needs an operator's token");
    reply.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
    return reply;
  }

  static Brief onlyInPrivate() {
    return text(HttpResponseStatus.FORBIDDEN, "only over https");
  }

  /// Too many wrong guesses.
  static Brief tooMany(Duration wait) {
    Brief reply = text(HttpResponseStatus.TOO_MANY_REQUESTS, "too many wrong guesses, come later");
    reply.headers().set(HttpHeaderNames.RETRY_AFTER, wait.toSeconds() + 1);
    return reply;
  }

  /// Come again, each at another moment.
  static Brief busy() {
    return busy(
        Duration.ofMillis(
            ThreadLocalRandom.current().nextLong(LEAST_BUSY.toMillis(), MOST_BUSY.toMillis())));
  }

  static Brief busy(Duration wait) {
    Brief reply = text(HttpResponseStatus.SERVICE_UNAVAILABLE, "too busy now, come again");
    reply.headers().set(HttpHeaderNames.RETRY_AFTER, Math.max(1, wait.plusMillis(999).toSeconds()));
    return reply;
  }
}
