package lockstep.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import lockstep.server.signing.SignedRepository;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where the server's own keys are.
final class OnlineKeysOption {
  @Option(
      names = "--online-keys",
      paramLabel = "DIR",
      description = "the server's own keys (default: REPO.online, beside the repository)")
  private @Nullable Path directory;

  Path of(Path repository) {
    Path named = directory;
    return named != null ? named : SignedRepository.onlineKeysBeside(repository);
  }

  SignedRepository open(Path repository, InstantSource clock) throws IOException {
    return SignedRepository.open(repository, of(repository), clock);
  }
}
