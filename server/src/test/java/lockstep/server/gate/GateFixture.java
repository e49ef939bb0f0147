package lockstep.server.gate;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SplittableRandom;
import lockstep.server.fleet.Fleet;
import lockstep.server.store.Database;

/// A real gate on loopback, before a small real repository, with a real database behind it.
final class GateFixture implements AutoCloseable {
  static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  static final byte[] PACK = bytes(3_000_000);

  final Path repository;
  final Database database;
  final Fleet fleet;
  final Gate gate;

  private GateFixture(Path directory, Optional<TlsFiles> tls, GateLimits limits)
      throws IOException {
    repository = Files.createDirectories(directory.resolve("repo"));
    write("lockstep.json", "{\"format\":\"lockstep-repository\",\"version\":1}");
    write("metadata/timestamp.json", "{\"version\":1}");
    Files.createDirectories(repository.resolve("packs"));
    Files.write(repository.resolve("packs/ab.pack"), PACK);
    write("packs/empty.pack", "");
    database = Database.open(directory.resolve("data"));
    fleet = new Fleet(database);
    InetSocketAddress listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    gate =
        Gate.open(
            new Gate.Settings(listen, tls, limits), repository, fleet, InstantSource.fixed(NOON));
  }

  static GateFixture plain(Path directory) throws IOException {
    return new GateFixture(directory, Optional.empty(), GateLimits.defaults());
  }

  static GateFixture withLimits(Path directory, GateLimits limits) throws IOException {
    return new GateFixture(directory, Optional.empty(), limits);
  }

  static GateFixture withTls(Path directory, TlsFiles tls) throws IOException {
    return new GateFixture(directory, Optional.of(tls), GateLimits.defaults());
  }

  /// Limits whose timeouts a test can await.
  static GateLimits impatient() {
    GateLimits usual = GateLimits.defaults();
    Duration soon = Duration.ofMillis(300);
    return new GateLimits(
        usual.maxConnections(),
        usual.maxBodyBytes(),
        usual.maxHeldBodyBytes(),
        usual.maxWaitingCalls(),
        soon,
        soon,
        soon);
  }

  void write(String name, String content) throws IOException {
    Path file = repository.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(gate.uri().resolve(path)).timeout(Duration.ofSeconds(30));
  }

  HttpResponse<byte[]> get(HttpClient client, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  HttpResponse<byte[]> post(HttpClient client, String path, byte[] body)
      throws IOException, InterruptedException {
    return client.send(
        request(path).POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  Socket connect() throws IOException {
    URI uri = gate.uri();
    Socket socket = new Socket(uri.getHost(), uri.getPort());
    socket.setSoTimeout(30_000);
    return socket;
  }

  /// Sends the bytes as they are and returns everything the server says until it ends the connection.
  String converse(String bytes) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(7).nextBytes(bytes);
    return bytes;
  }

  @Override
  public void close() throws IOException {
    gate.close();
    database.close();
  }
}
