package lockstep.server.check;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// What makes bytes a certain object.
public interface Proof {
  /// Reads all of `file`, which may lie anywhere.
  ///
  /// @throws lockstep.images.IntegrityException or `EOFException` when it is not the object
  /// @throws java.nio.file.NoSuchFileException when it is not there
  void prove(Path file) throws IOException;

  /// No good copy is longer.
  long maxBytes();

  /// Other objects without which `file` cannot be proven.
  default List<StoredObject> needs(Path file) throws IOException {
    return List.of();
  }
}
