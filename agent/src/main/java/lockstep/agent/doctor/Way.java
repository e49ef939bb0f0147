package lockstep.agent.doctor;

import java.io.IOException;
import java.util.Optional;
import lockstep.agent.source.HttpOrigin;
import lockstep.agent.source.RepositorySource;

/// How this machine reaches its repository, as its options and settings have it. Whoever opens something closes it.
public interface Way {
  /// @throws IOException when none is named, or what proves this machine is damaged
  RepositorySource openRepository() throws IOException;

  /// Empty when the repository is a directory.
  ///
  /// @throws IOException as above
  Optional<HttpOrigin> openServer() throws IOException;

  /// @throws IOException when there is none, or it cannot be read
  byte[] rootOfTrust() throws IOException;
}
