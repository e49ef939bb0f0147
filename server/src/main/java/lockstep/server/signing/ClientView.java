package lockstep.server.signing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import lockstep.images.release.RolloutStatement;
import lockstep.images.trust.MetadataSource;
import lockstep.images.trust.Refusal;
import lockstep.images.trust.TargetFile;
import lockstep.images.trust.TrustClient;
import lockstep.images.trust.TrustException;
import lockstep.images.trust.TrustedMetadata;

/// Looks at a repository as a machine would that was given its first root. Keeps nothing when closed.
final class ClientView implements AutoCloseable {
  private final Path metadata;
  private final Path state;

  ClientView(Path metadata) throws IOException {
    this.metadata = metadata;
    this.state = Files.createTempDirectory("lockstep-client-view");
  }

  /// What is being served.
  TrustedMetadata served(Instant at) throws IOException {
    TrustClient client = client(this::stored, at);
    client.init(Files.readAllBytes(metadata.resolve("1.root.json")));
    return client.refresh();
  }

  /// What would be served with another timestamp; after [#served], so that nothing may have gone back.
  TrustedMetadata offered(byte[] timestamp, Instant at) throws IOException {
    TrustClient client =
        client(
            (name, max) ->
                name.equals(NextState.TIMESTAMP) ? Optional.of(timestamp) : stored(name, max),
            at);
    TrustedMetadata trusted = client.refresh();
    if (trusted.lists(RolloutStatement.ROLE) && rollout(client, trusted).isEmpty()) {
      throw new TrustException(
          Refusal.METADATA, RolloutStatement.TARGET, "the rollout role signs no statement");
    }
    return trusted;
  }

  private static Optional<TargetFile> rollout(TrustClient client, TrustedMetadata trusted)
      throws IOException {
    return client.find(trusted, RolloutStatement.TARGET);
  }

  private TrustClient client(MetadataSource source, Instant at) {
    return new TrustClient(state, source, InstantSource.fixed(at));
  }

  private Optional<byte[]> stored(String name, int maxBytes) throws IOException {
    try (var in = Files.newInputStream(metadata.resolve(name))) {
      return Optional.of(in.readNBytes(maxBytes + 1));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    List<Path> contents;
    try (Stream<Path> walk = Files.walk(state)) {
      contents = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : contents) {
      Files.delete(path);
    }
  }
}
