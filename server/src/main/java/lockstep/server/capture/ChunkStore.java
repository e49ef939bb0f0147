package lockstep.server.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import lockstep.images.Segment;

/// Keeps chunks while a tree is read; where they then lie is its own business.
public interface ChunkStore {
  /// A chunk on its way into the store.
  interface Kept {}

  /// Takes a chunk, once or more often; called by many threads, in any order. What it costs, it costs this thread.
  ///
  /// @param plain its bytes, valid only during the call
  Kept keep(Segment.Chunk chunk, ByteBuffer plain) throws IOException;

  /// Called by one thread, for each chunk that was kept, in the tree's order: the order in which to store.
  void settle(Kept kept) throws IOException;

  /// Called by one thread, after a chunk was settled, for each reference to it in the manifest's order.
  ///
  /// @throws IllegalArgumentException when nobody kept it
  void refer(Segment.Chunk chunk) throws IOException;
}
