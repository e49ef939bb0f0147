package lockstep.server.signing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import lockstep.images.release.RolloutStatement;
import lockstep.images.trust.Refusal;
import lockstep.images.trust.TrustClient;
import lockstep.images.trust.TrustException;
import lockstep.images.trust.TrustedMetadata;
import org.jspecify.annotations.Nullable;

/// Looks at a repository as a machine would that was given its first root, and knows then what that machine knows.
final class ClientView {
  private final Path metadata;
  private final TrustClient client;
  private byte @Nullable [] offeredTimestamp;
  private Instant now = Instant.EPOCH;

  private ClientView(Path metadata) {
    this.metadata = metadata;
    this.client = TrustClient.forgetful(this::fetch, () -> now);
  }

  static ClientView of(Path metadata) throws IOException {
    ClientView view = new ClientView(metadata);
    view.client.init(Files.readAllBytes(metadata.resolve(FirstState.ROOT)));
    return view;
  }

  /// What is being served.
  TrustedMetadata served(Instant at) throws IOException {
    now = at;
    return client.refresh();
  }

  /// What would be served with another timestamp; after [#served], so that nothing may have gone back.
  TrustedMetadata offered(byte[] timestamp, Instant at) throws IOException {
    offeredTimestamp = timestamp;
    TrustedMetadata trusted = served(at);
    if (trusted.lists(RolloutStatement.ROLE)
        && client.find(trusted, RolloutStatement.TARGET).isEmpty()) {
      throw new TrustException(
          Refusal.METADATA, RolloutStatement.TARGET, "the rollout role signs no statement");
    }
    return trusted;
  }

  private Optional<byte[]> fetch(String name, int maxBytes) throws IOException {
    if (offeredTimestamp != null && name.equals(NextState.TIMESTAMP)) {
      return Optional.of(offeredTimestamp);
    }
    try (InputStream in = Files.newInputStream(metadata.resolve(name))) {
      return Optional.of(in.readNBytes(maxBytes + 1));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
