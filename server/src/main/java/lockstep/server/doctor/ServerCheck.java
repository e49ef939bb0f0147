package lockstep.server.doctor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLSession;
import lockstep.images.checkup.Check;
import lockstep.images.checkup.Finding;
import lockstep.images.identity.TlsTrust;

/// Whether the server answers, is the one it should be, and has a certificate that lasts.
///
/// @param patience from the request to the end of the answer
record ServerCheck(Door door, InstantSource clock, Duration patience) implements Check {
  private static final int OK = 200;

  /// The authority's own are renewed when half of their ninety days are over, those of others by others.
  private static final Duration EARLY = Duration.ofDays(14);

  @Override
  public String name() {
    return "server";
  }

  @Override
  public Finding look() throws IOException, InterruptedException {
    URI health = URI.create(door.url().toString().replaceAll("/+$", "") + "/healthz");
    try (HttpClient client = client()) {
      HttpResponse<Void> answer = answer(client, health);
      if (answer.statusCode() != OK) {
        return Finding.bad(
            "%s answers %d".formatted(health, answer.statusCode()),
            "see its log: journalctl -u lockstep-server");
      }
      Optional<SSLSession> session = answer.sslSession();
      return session.isPresent()
          ? judged(session.get())
          : Finding.ok(door.url() + " answers, without TLS: it serves a repository and no more");
    }
  }

  /// A request's own timeout ends with the head of the answer, and whatever listens there may never come to an end.
  private HttpResponse<Void> answer(HttpClient client, URI health)
      throws IOException, InterruptedException {
    try {
      return client
          .sendAsync(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.discarding())
          .get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      client.shutdownNow();
      throw new HttpTimeoutException(health + " did not come to an end");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    }
  }

  private HttpClient client() throws IOException {
    HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(patience);
    try {
      return "https".equalsIgnoreCase(door.url().getScheme())
          ? client.sslContext(TlsTrust.context(TlsTrust.pinned(door.authority()))).build()
          : client.build();
    } catch (GeneralSecurityException e) {
      throw new IOException("this Java has no TLS", e);
    }
  }

  private Finding judged(SSLSession session) throws IOException {
    Instant end = ((X509Certificate) session.getPeerCertificates()[0]).getNotAfter().toInstant();
    String says = "%s answers, its certificate is good until %s".formatted(door.url(), end);
    return clock.instant().plus(EARLY).isBefore(end)
        ? Finding.ok(says)
        : Finding.warn(
            says, "replace --tls-cert and --tls-key; the server takes the new ones by itself");
  }
}
