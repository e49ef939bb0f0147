package lockstep.server.delta;

import java.io.IOException;
import java.nio.ByteBuffer;
import lockstep.images.Content;

/// Reads contents of either image, proven. For one thread.
public interface ContentLoader extends AutoCloseable {
  /// All of a content, at most [lockstep.images.delta.Group#MAX_BYTES], in a new buffer on the heap.
  ByteBuffer load(Content content) throws IOException;

  @Override
  void close() throws IOException;

  /// Makes loaders, each for a thread of its own. Safe for many threads.
  @FunctionalInterface
  interface Source {
    ContentLoader open() throws IOException;
  }
}
