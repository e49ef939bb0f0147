package lockstep.agent.source;

import java.io.IOException;
import java.util.Optional;

/// A repository, near or far. Safe for many threads.
public interface RepositorySource extends AutoCloseable {
  /// A whole small object; empty when there is none.
  Optional<byte[]> small(String path, int maxBytes) throws IOException;

  /// A part of an object, exactly `length` bytes.
  void read(String path, long offset, long length, ByteSink sink) throws IOException;

  Traffic traffic();

  @Override
  void close();
}
