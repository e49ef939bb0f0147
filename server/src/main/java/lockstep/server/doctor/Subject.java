package lockstep.server.doctor;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/// What is looked at: at least one of the three.
///
/// @param repository with its online keys
/// @param data a server's data directory
/// @param server as an operator reaches it
public record Subject(
    Optional<Stored> repository, Optional<Path> data, Optional<Door> server, InstantSource clock) {
  /// @param onlineKeys need not exist
  public record Stored(Path repository, Path onlineKeys) {}
}
