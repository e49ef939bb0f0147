package lockstep.images.chunk;

import java.io.IOException;
import java.nio.ByteBuffer;
import lockstep.images.Segment;

/// Takes the chunks of one file, in order, on the thread that cuts them.
public interface ChunkSink {
  /// Cutting without keeping.
  ChunkSink NOWHERE = (_, _, _) -> {};

  /// @param position of the chunk's first byte in the file
  /// @param plain its bytes, valid only during the call
  void accept(long position, Segment.Chunk chunk, ByteBuffer plain) throws IOException;
}
