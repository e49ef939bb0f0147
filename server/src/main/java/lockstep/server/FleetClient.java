package lockstep.server;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.console.Explanation;
import lockstep.proto.FleetMsg;
import lockstep.proto.MachineMsg;
import lockstep.server.fleet.MachineId;
import org.jspecify.annotations.Nullable;

/// Asks a server about its fleet.
final class FleetClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long MAX_ANSWER_BYTES = 1L << 30;

  private final URI server;
  private final HttpClient client;

  /// @param authority certificates to trust instead of the system's
  FleetClient(URI server, @Nullable Path authority) throws IOException {
    if (server.getHost() == null || !String.valueOf(server.getScheme()).matches("https?")) {
      throw new ProblemException(
          new Problem(
              "E-URL", server.toString(), "this is no server's URL", "give http(s)://HOST:PORT"));
    }
    this.server = server;
    HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(PATIENCE);
    this.client = (authority == null ? builder : builder.sslContext(trust(authority))).build();
  }

  List<MachineMsg> machines() throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = get("/v1/fleet");
    if (answer.statusCode() != 200) {
      throw unexpected(answer);
    }
    try {
      return FleetMsg.parseFrom(answer.body()).getMachinesList();
    } catch (InvalidProtocolBufferException e) {
      throw stranger(e);
    }
  }

  /// Empty when the server has never heard of the machine.
  Optional<MachineMsg> machine(MachineId id) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = get("/v1/fleet/" + id);
    if (answer.statusCode() == 404) {
      return Optional.empty();
    }
    if (answer.statusCode() != 200) {
      throw unexpected(answer);
    }
    try {
      return Optional.of(MachineMsg.parseFrom(answer.body()));
    } catch (InvalidProtocolBufferException e) {
      throw stranger(e);
    }
  }

  private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    String base = server.toString().replaceAll("/+$", "");
    HttpRequest request = HttpRequest.newBuilder(URI.create(base + path)).timeout(PATIENCE).build();
    try {
      return client.send(
          request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
    } catch (IOException e) {
      throw new ProblemException(
          new Problem(
              "E-SERVER-UNREACHABLE",
              server.toString(),
              "the server cannot be asked: " + Explanation.of(e).message(),
              "check the URL, and that 'lockstep serve' runs there"),
          e);
    }
  }

  private ProblemException unexpected(HttpResponse<byte[]> answer) {
    String said = new String(answer.body(), StandardCharsets.UTF_8).lines().findFirst().orElse("");
    return new ProblemException(
        new Problem(
            "E-SERVER",
            server.toString(),
            "the server answers %d: %.200s".formatted(answer.statusCode(), said),
            answer.statusCode() == 503 ? "try again in a moment" : "check the URL"));
  }

  private ProblemException stranger(InvalidProtocolBufferException cause) {
    return new ProblemException(
        new Problem("E-SERVER", server.toString(), "this is no Lockstep server", "check the URL"),
        cause);
  }

  private static SSLContext trust(Path authority) throws IOException {
    try (InputStream pem = Files.newInputStream(authority)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        store.setCertificateEntry("authority-" + number++, one);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new ProblemException(
          new Problem(
              "E-TLS",
              authority.toString(),
              "it holds no PEM certificates: " + e.getMessage(),
              "give the server's certificate or its authority's"),
          e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
