package lockstep.images.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import lockstep.images.ContentHash;
import lockstep.images.json.JsonReader;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// A machine that was given the first root of a simulated repository.
final class Machine {
  final Path directory;
  private final RepositorySimulator repository;

  Machine(Path directory, RepositorySimulator repository) throws IOException {
    this.directory = directory;
    this.repository = repository;
    client().init(repository.firstRoot());
  }

  /// As a new process has it.
  TrustClient client() {
    return new TrustClient(directory, repository, repository);
  }

  TrustedMetadata refresh() throws IOException {
    repository.requests.clear();
    return client().refresh();
  }

  Optional<TargetFile> find(String path) throws IOException {
    TrustClient client = client();
    return client.find(client.refresh(), path);
  }

  /// Refuses for this reason, and keeps every file as it was but those named.
  void refuses(Refusal why, String... mayChange) throws IOException {
    List<String> before = state(mayChange);
    assertRefused(why, this::refresh);
    if (!state(mayChange).equals(before)) {
      throw new AssertionError("state changed from " + before + " to " + state(mayChange));
    }
  }

  static void assertRefused(Refusal why, ThrowingCallable call) {
    assertThatExceptionOfType(TrustException.class)
        .isThrownBy(call)
        .matches(e -> e.refusal() == why, "refused for " + why)
        .withMessageContaining(why.code())
        .satisfies(e -> assertThat(e.problem().path()).isNotBlank())
        .satisfies(e -> assertThat(e.problem().next()).isNotBlank());
  }

  /// The version this machine trusts, 0 for none.
  long trusts(String file) throws IOException {
    Path path = directory.resolve(file);
    return Files.exists(path)
        ? JsonReader.readObject(Files.readAllBytes(path)).object("signed").whole("version")
        : 0;
  }

  private List<String> state(String... except) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      List<String> state = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (!List.of(except).contains(name)) {
          state.add(name + "=" + ContentHash.of(Files.readAllBytes(file)));
        }
      }
      return state;
    }
  }
}
