package lockstep.agent.source;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Takes bytes as they come; they are valid only during the call.
@FunctionalInterface
public interface ByteSink {
  void accept(ByteBuffer bytes) throws IOException;
}
