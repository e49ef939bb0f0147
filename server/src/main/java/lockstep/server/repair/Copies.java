package lockstep.server.repair;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import lockstep.images.Problem;
import lockstep.images.ProblemException;

/// Where good copies may be, as an operator names it.
public final class Copies {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Copies() {}

  /// @param named a directory, or an http(s) address
  /// @throws ProblemException `E-SOURCE` when it is neither
  public static CopySource at(String named) throws ProblemException {
    if (named.matches("https?://.*")) {
      try {
        return new ServedCopies(new URI(named), PATIENCE);
      } catch (URISyntaxException e) {
        throw new ProblemException(noSource(named, "is no address: " + e.getMessage()), e);
      }
    }
    Path directory = Path.of(named);
    if (!Files.isDirectory(directory)) {
      throw new ProblemException(noSource(named, "is neither a directory nor an http(s) address"));
    }
    return new DirectoryCopies(directory);
  }

  private static Problem noSource(String named, String why) {
    return new Problem("E-SOURCE", named, why, "name a good copy: a directory, or http(s)://...");
  }
}
