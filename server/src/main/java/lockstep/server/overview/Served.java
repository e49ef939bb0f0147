package lockstep.server.overview;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import lockstep.images.release.Release;
import lockstep.images.release.RolloutStatement;
import lockstep.server.signing.SignedRepository;

/// What is published at the moment, read anew each time. Safe for many threads.
public record Served(Path repository, Path onlineKeys, InstantSource clock) {
  /// @param statement in force, also when it has expired
  public record State(Release release, Optional<RolloutStatement> statement) {}

  /// Empty when nothing is published yet.
  public Optional<State> now() throws IOException {
    SignedRepository signed = SignedRepository.open(repository, onlineKeys, clock);
    Optional<Release> release = signed.release();
    return release.isEmpty()
        ? Optional.empty()
        : Optional.of(new State(release.get(), signed.statement()));
  }
}
