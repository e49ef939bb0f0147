package lockstep.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import lockstep.images.release.Release;
import lockstep.server.audit.Actor;
import lockstep.server.operator.OperatorAccounts;
import lockstep.server.operator.OperatorRole;
import lockstep.server.signing.KeyDirectory;
import lockstep.server.signing.SignedRepository;
import lockstep.server.signing.TestReleases;
import picocli.CommandLine;

/// A real, signed repository with nothing published, and commands run beside it.
final class CommandFixture {
  static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  final Path directory;
  final Path repository;
  final ByteArrayOutputStream out = new ByteArrayOutputStream();
  final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final KeyDirectory keys;
  private Instant now = NOON;

  CommandFixture(Path directory) throws IOException {
    this.directory = directory;
    this.repository = directory.resolve("repo");
    keys = KeyDirectory.create(directory.resolve("keys"), 1, (_, _) -> "sesame".toCharArray());
    SignedRepository.create(
        repository, SignedRepository.onlineKeysBeside(repository), keys, 1, clock());
    mark("{\"format\":\"lockstep-repository\",\"version\":1}");
  }

  void mark(String content) throws IOException {
    Files.writeString(repository.resolve("lockstep.json"), content);
  }

  /// @param names current, then old if there is one
  Release publish(long counter, String... names) throws IOException {
    return TestReleases.publish(directory, keys, clock(), counter, names);
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

  Server serve(ServerTls tls) throws IOException {
    return TestServer.start(repository, directory.resolve("data"), tls, clock(), stream(err));
  }

  /// A new operator's token for the server that was started here, in a file.
  Path operator(OperatorRole role) throws IOException {
    String token =
        OperatorAccounts.open(directory.resolve("data"), clock(), Actor.server())
            .add("o" + role, role)
            .text();
    return Files.writeString(directory.resolve(role + ".token"), token + "\n");
  }
}
