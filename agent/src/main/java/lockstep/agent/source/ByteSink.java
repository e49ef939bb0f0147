package lockstep.agent.source;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Takes bytes as they arrive.
@FunctionalInterface
public interface ByteSink {
  /// @param bytes to be consumed before returning; the buffer is used again
  void accept(ByteBuffer bytes) throws IOException;
}
