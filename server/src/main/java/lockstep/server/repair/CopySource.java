package lockstep.server.repair;

import java.io.IOException;
import java.io.OutputStream;

/// Another repository, which may have good copies. What it answers is not believed. For one thread.
public interface CopySource extends AutoCloseable {
  /// Writes the object to `out` as it comes.
  ///
  /// @param object its path below a repository
  /// @param maxBytes a longer answer ends here
  /// @throws java.nio.file.NoSuchFileException when it has none
  /// @throws lockstep.images.IntegrityException when the answer is longer
  void copy(String object, long maxBytes, OutputStream out) throws IOException;

  /// How an operator named it.
  String name();

  @Override
  default void close() {}
}
