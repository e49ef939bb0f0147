package lockstep.agent.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Reads a part of an object of the repository. Safe for many threads.
@FunctionalInterface
public interface RangeReader {
  /// Takes bytes as they come, in order; they are valid only during the call.
  @FunctionalInterface
  interface Sink {
    void accept(ByteBuffer bytes) throws IOException;
  }

  /// Delivers exactly `length` bytes, or fails.
  ///
  /// @param object its path below the repository's root
  void read(String object, long offset, long length, Sink sink) throws IOException;
}
