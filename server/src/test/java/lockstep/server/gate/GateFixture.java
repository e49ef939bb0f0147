package lockstep.server.gate;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import javax.net.ssl.SSLContext;
import lockstep.images.identity.JoinToken;
import lockstep.proto.JoinTokenMsg;
import lockstep.proto.NewJoinTokenMsg;
import lockstep.server.audit.Actor;
import lockstep.server.audit.AuditLog;
import lockstep.server.fleet.DatabaseFleetStore;
import lockstep.server.fleet.Fleet;
import lockstep.server.fleet.HistoryLimits;
import lockstep.server.fleet.JoinTokens;
import lockstep.server.identity.CertificateAuthority;
import lockstep.server.identity.Credentials;
import lockstep.server.identity.EnrolledMachine;
import lockstep.server.identity.Enrolment;
import lockstep.server.identity.FleetTrust;
import lockstep.server.limit.SteadyClock;
import lockstep.server.operator.OperatorAccounts;
import lockstep.server.operator.OperatorRole;
import lockstep.server.operator.OperatorToken;
import lockstep.server.operator.Operators;
import lockstep.server.overview.Served;
import lockstep.server.signing.KeyDirectory;
import lockstep.server.signing.SignedRepository;
import lockstep.server.store.Database;

/// A real gate on loopback, before a small real repository, with a real database behind it. Its clock stands still; its
/// certificates are of today, for the TLS of this Java looks at no other clock.
final class GateFixture implements AutoCloseable {
  static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  static final byte[] PACK = bytes(3_000_000);

  /// Really signed, once for all, because that takes a while.
  private static final Path SIGNED = signed();

  final Path repository;
  final Path data;
  final Database database;
  final Fleet fleet;
  final JoinTokens tokens;
  final CertificateAuthority authority;
  final FleetTrust trust;
  final Offices offices;
  final Gate gate;

  private GateFixture(
      Path directory, boolean secure, Optional<Credentials> given, GateLimits limits)
      throws IOException {
    repository = Files.createDirectories(directory.resolve("repo"));
    write("lockstep.json", "{\"format\":\"lockstep-repository\",\"version\":1}");
    write("metadata/timestamp.json", "{\"version\":1}");
    Files.createDirectories(repository.resolve("packs"));
    Files.write(repository.resolve("packs/ab.pack"), PACK);
    write("packs/empty.pack", "");
    data = directory.resolve("data");
    database = Database.open(data);
    fleet = new Fleet(new DatabaseFleetStore(database, HistoryLimits.DEFAULT.lines()));
    tokens = new JoinTokens(database);
    authority = CertificateAuthority.open(data, InstantSource.system());
    Credentials credentials =
        given.isPresent() ? given.get() : authority.server(List.of("127.0.0.1"));
    authority.announce(credentials.authority());
    trust = new FleetTrust(SIGNED.resolve("metadata"), credentials.authority());
    InstantSource noon = InstantSource.fixed(NOON);
    AuditLog audit = AuditLog.open(data, noon);
    offices =
        new Offices(
            fleet,
            tokens,
            new Enrolment(authority, fleet, tokens, trust),
            trust,
            new Served(SIGNED, SignedRepository.onlineKeysBeside(SIGNED), noon),
            Operators.open(
                data,
                audit,
                new SteadyClock(),
                e -> {
                  throw new AssertionError(e);
                }),
            audit,
            new Listeners(),
            Optional.empty());
    Optional<Gate.Tls> tls =
        secure ? Optional.of(new Gate.Tls(credentials, authority.certificate())) : Optional.empty();
    InetSocketAddress listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    gate = Gate.open(new Gate.Settings(listen, tls, limits), repository, offices, noon);
  }

  private static Path signed() {
    try {
      Path directory = Files.createTempDirectory(Path.of("target"), "signed").toAbsolutePath();
      Path signed = directory.resolve("repo");
      KeyDirectory keys =
          KeyDirectory.create(directory.resolve("keys"), 1, (_, _) -> "sesame".toCharArray());
      SignedRepository.create(
          signed, SignedRepository.onlineKeysBeside(signed), keys, 1, InstantSource.fixed(NOON));
      return signed;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static GateFixture plain(Path directory) throws IOException {
    return withLimits(directory, GateLimits.defaults());
  }

  static GateFixture withLimits(Path directory, GateLimits limits) throws IOException {
    return new GateFixture(directory, false, Optional.empty(), limits);
  }

  static GateFixture secure(Path directory) throws IOException {
    return secure(directory, GateLimits.defaults());
  }

  static GateFixture secure(Path directory, GateLimits limits) throws IOException {
    return new GateFixture(directory, true, Optional.empty(), limits);
  }

  static GateFixture withTls(Path directory, Credentials credentials) throws IOException {
    return withTls(directory, credentials, GateLimits.defaults());
  }

  static GateFixture withTls(Path directory, Credentials credentials, GateLimits limits)
      throws IOException {
    return new GateFixture(directory, true, Optional.of(credentials), limits);
  }

  /// Limits whose timeouts a test can await.
  static GateLimits impatient() {
    GateLimits usual = GateLimits.defaults();
    Duration soon = Duration.ofMillis(300);
    return new GateLimits(
        usual.maxConnections(),
        usual.maxConnectionsOfOneSource(),
        usual.maxBodyBytes(),
        usual.maxHeldBodyBytes(),
        usual.maxWaitingCalls(),
        usual.maxListeners(),
        usual.sending(),
        soon,
        soon,
        soon);
  }

  void write(String name, String content) throws IOException {
    Path file = repository.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  JoinToken token(NewJoinTokenMsg wanted) throws IOException {
    return token(wanted, NOON);
  }

  JoinToken token(NewJoinTokenMsg wanted, Instant made) throws IOException {
    JoinTokenMsg drawn = tokens.draw(wanted, trust.now(), "anna", made);
    tokens.keep(drawn);
    return JoinToken.parse(drawn.getText());
  }

  JoinToken token() throws IOException {
    return token(NewJoinTokenMsg.newBuilder().setUses(1).setValidSeconds(3600).build());
  }

  EnrolledMachine machine(String name)
      throws IOException, GeneralSecurityException, InterruptedException {
    return EnrolledMachine.enrol(gate.uri(), token(), name);
  }

  OperatorToken operator(String name, OperatorRole role) throws IOException {
    return OperatorAccounts.open(data, InstantSource.system(), Actor.server()).add(name, role);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(gate.uri() + path)).timeout(Duration.ofSeconds(30));
  }

  HttpResponse<byte[]> get(HttpClient client, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  Socket connect() throws IOException {
    URI uri = gate.uri();
    Socket socket = new Socket(uri.getHost(), uri.getPort());
    socket.setSoTimeout(30_000);
    return socket;
  }

  /// Sends the bytes as they are and returns everything the server says until it ends the connection.
  String converse(String bytes) throws IOException {
    return converse(connect(), bytes);
  }

  /// The same, over TLS.
  String converse(SSLContext tls, String bytes) throws IOException {
    Socket plain = connect();
    return converse(
        tls.getSocketFactory()
            .createSocket(plain, gate.uri().getHost(), gate.uri().getPort(), true),
        bytes);
  }

  private static String converse(Socket socket, String bytes) throws IOException {
    try (socket) {
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
