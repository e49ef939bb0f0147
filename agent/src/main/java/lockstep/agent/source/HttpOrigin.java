package lockstep.agent.source;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManager;
import lockstep.images.Pace;
import lockstep.images.identity.ForeignAuthorityException;
import org.jspecify.annotations.Nullable;

/// One server, and the connections to it: HTTP/1.1 for `http`, what TLS negotiates (HTTP/2 first) for `https`.
///
/// Safe for many threads. No redirect is followed, no cookie kept, no proxy asked.
public final class HttpOrigin implements AutoCloseable {
  private final URI base;
  private final HttpClient client;
  private final Patience patience;
  private final Pace pace;
  private final TrafficMeter meter = new TrafficMeter();

  private HttpOrigin(URI base, @Nullable SSLContext tls, Patience patience, Pace pace)
      throws IOException {
    boolean https = "https".equalsIgnoreCase(base.getScheme());
    if ((!https && !"http".equalsIgnoreCase(base.getScheme()))
        || base.getHost() == null
        || base.getRawQuery() != null
        || base.getRawFragment() != null) {
      throw Failures.refused(
          base.toString(),
          "this is no address of a server",
          "give one such as https://lockstep.example.org or http://127.0.0.1:8080");
    }
    this.base = base;
    this.patience = patience;
    this.pace = pace;
    ReceiveWindows.fit(pace);
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(https ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(patience.connect());
    if (!https) {
      builder.sslContext(unusedTls());
    } else if (tls != null) {
      builder.sslContext(tls);
    }
    this.client = builder.build();
  }

  /// The client wants a TLS context even for plain HTTP; its own would read every authority this Java trusts, which takes
  /// longer than a small converge. This one trusts nobody.
  private static SSLContext unusedTls() throws IOException {
    try {
      SSLContext none = SSLContext.getInstance("TLS");
      none.init(new KeyManager[0], new TrustManager[0], null);
      return none;
    } catch (GeneralSecurityException e) {
      throw new IOException("this Java has no TLS", e);
    }
  }

  /// With the authorities that the Java runtime trusts.
  ///
  /// @param pace of all that goes over the wire
  public static HttpOrigin open(URI base, Patience patience, Pace pace) throws IOException {
    return new HttpOrigin(base, null, patience, pace);
  }

  /// With people's choice of whom to trust, and of how to prove oneself.
  ///
  /// @param pace of all that goes over the wire
  public static HttpOrigin open(URI base, SSLContext tls, Patience patience, Pace pace)
      throws IOException {
    return new HttpOrigin(base, tls, patience, pace);
  }

  /// Its address.
  public URI base() {
    return base;
  }

  /// The address of `path` below the server's.
  public URI at(String path) {
    String prefix = base.toString();
    return URI.create(prefix.endsWith("/") ? prefix + path : prefix + "/" + path);
  }

  Patience patience() {
    return patience;
  }

  /// Sends a request and waits for the headers of the answer.
  ///
  /// @throws IOException when there is no answer, and no sense or no patience to try again
  public HttpReply sendOnce(HttpRequest request) throws IOException {
    return sendOnce(request, patience.headers());
  }

  /// The same, to one that answers when it has something to say.
  ///
  /// @param headers how long that may take
  public HttpReply sendOnce(HttpRequest request, Duration headers) throws IOException {
    try {
      return send(request, headers);
    } catch (PassingFailure e) {
      throw Failures.gaveUp(request.uri().toString(), e, "1 try");
    }
  }

  /// @throws PassingFailure when another try may help
  HttpReply send(HttpRequest request) throws IOException {
    return send(request, patience.headers());
  }

  private HttpReply send(HttpRequest request, Duration headers) throws IOException {
    long asked = meter.asked(request);
    CompletableFuture<HttpResponse<Flow.Publisher<List<ByteBuffer>>>> coming =
        client.sendAsync(request, HttpResponse.BodyHandlers.ofPublisher());
    try {
      HttpResponse<Flow.Publisher<List<ByteBuffer>>> response =
          coming.get(headers.toNanos(), TimeUnit.NANOSECONDS);
      pace.moved(asked + meter.answered(response.headers()));
      BodyStream body = new BodyStream(meter, pace, patience);
      response.body().subscribe(body);
      return new HttpReply(
          request.uri().toString(), response.statusCode(), response.headers(), body);
    } catch (TimeoutException e) {
      coming.cancel(true);
      throw new PassingFailure("no answer within " + headers.toMillis() + " ms");
    } catch (InterruptedException e) {
      coming.cancel(true);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for " + request.uri());
    } catch (ExecutionException e) {
      throw failure(request.uri(), e.getCause());
    }
  }

  private IOException failure(URI address, @Nullable Throwable cause) {
    return switch (cause) {
      case SSLHandshakeException e when e.getCause() instanceof ForeignAuthorityException foreign ->
          Failures.refused(
              address.toString(),
              String.valueOf(foreign.getMessage()),
              "check the URL and the token; if both are right, somebody is in between: tell those who"
                  + " run the server");
      case SSLHandshakeException e ->
          Failures.refused(
              address.toString(),
              "the server's certificate is not trusted (" + e.getMessage() + ")",
              "give --ca the PEM file of the authority that signed it");
      case HttpConnectTimeoutException _ ->
          new PassingFailure("no connection within " + patience.connect().toMillis() + " ms");
      case ConnectException e ->
          new PassingFailure(
              e.getMessage() == null
                  ? "the connection was refused"
                  : "no connection: " + e.getMessage());
      case null, default -> new PassingFailure("the connection failed (" + cause + ")");
    };
  }

  public Traffic traffic() {
    return meter.traffic();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
