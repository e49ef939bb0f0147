package lockstep.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import lockstep.images.console.Console;
import lockstep.proto.CheckInMsg;
import lockstep.server.gate.Gate;
import lockstep.server.gate.GateLimits;
import lockstep.server.gate.TlsFiles;
import lockstep.server.signing.KeyDirectory;
import lockstep.server.signing.SignedRepository;
import picocli.CommandLine;

/// A real, signed repository with nothing published, and commands run beside it.
final class CommandFixture {
  static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  final Path directory;
  final Path repository;
  final ByteArrayOutputStream out = new ByteArrayOutputStream();
  final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Instant now = NOON;

  CommandFixture(Path directory) throws IOException {
    this.directory = directory;
    this.repository = directory.resolve("repo");
    KeyDirectory keys =
        KeyDirectory.create(directory.resolve("keys"), 1, (_, _) -> "sesame".toCharArray());
    SignedRepository.create(
        repository, SignedRepository.onlineKeysBeside(repository), keys, 1, clock());
    mark("{\"format\":\"lockstep-repository\",\"version\":1}");
  }

  void mark(String content) throws IOException {
    Files.writeString(repository.resolve("lockstep.json"), content);
  }

  void setTime(Instant time) {
    now = time;
  }

  InstantSource clock() {
    return () -> now;
  }

  Surroundings surroundings() {
    return new Surroundings(stream(out), stream(err), clock());
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  int run(Object command, String... arguments) {
    return new CommandLine(command).execute(arguments);
  }

  Server serve(Optional<TlsFiles> tls) throws IOException {
    InetSocketAddress listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Server.Settings settings =
        new Server.Settings(
            repository,
            directory.resolve("data"),
            SignedRepository.onlineKeysBeside(repository),
            new Gate.Settings(listen, tls, GateLimits.defaults()));
    Console console =
        new Console(stream(out), stream(err), Console.Display.LINES, Console.Detail.BRIEF, clock());
    return Server.start(settings, clock(), console);
  }

  static int checkIn(HttpClient client, URI server, CheckInMsg message)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/v1/check-in"))
            .POST(HttpRequest.BodyPublishers.ofByteArray(message.toByteArray()))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }
}
