package lockstep.server.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import lockstep.images.Segment;

/// Keeps chunks while a tree is read. Called by one thread.
public interface ChunkStore {
  /// Takes a chunk, once or more often.
  ///
  /// @param plain its bytes, valid only during the call
  void keep(Segment.Chunk chunk, ByteBuffer plain) throws IOException;
}
