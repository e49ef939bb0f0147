package lockstep.server.signing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import lockstep.images.release.RolloutStatement;
import lockstep.images.trust.Refusal;
import lockstep.images.trust.TrustClient;
import lockstep.images.trust.TrustException;
import lockstep.images.trust.TrustedMetadata;

/// Looks at a repository as a machine would that was given its first root, and knows then what that machine knows.
public final class ClientView {
  private final Path metadata;
  private final TrustClient client;
  private final Map<String, byte[]> offered = new HashMap<>();
  private Instant now = Instant.EPOCH;

  private ClientView(Path metadata) {
    this.metadata = metadata;
    this.client = TrustClient.forgetful(this::fetch, () -> now);
  }

  public static ClientView of(Path metadata) throws IOException {
    ClientView view = new ClientView(metadata);
    view.client.init(Files.readAllBytes(metadata.resolve(FirstState.ROOT)));
    return view;
  }

  /// What is being served.
  ///
  /// @throws lockstep.images.trust.TrustException when a machine whose clock says `at` would refuse it
  public TrustedMetadata served(Instant at) throws IOException {
    now = at;
    return client.refresh();
  }

  /// What would be served with another timestamp; after [#served], so that nothing may have gone back.
  TrustedMetadata offered(byte[] timestamp, Instant at) throws IOException {
    offered.put(NextState.TIMESTAMP, timestamp);
    TrustedMetadata trusted = served(at);
    if (trusted.lists(RolloutStatement.ROLE)
        && client.find(trusted, RolloutStatement.TARGET).isEmpty()) {
      throw new TrustException(
          Refusal.METADATA, RolloutStatement.TARGET, "the rollout role signs no statement");
    }
    return trusted;
  }

  /// What would be served with one more file, as well as all that was offered before.
  TrustedMetadata offered(String name, byte[] file, Instant at) throws IOException {
    offered.put(name, file);
    return served(at);
  }

  private Optional<byte[]> fetch(String name, int maxBytes) throws IOException {
    byte[] instead = offered.get(name);
    if (instead != null) {
      return Optional.of(instead);
    }
    try (InputStream in = Files.newInputStream(metadata.resolve(name))) {
      return Optional.of(in.readNBytes(maxBytes + 1));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
