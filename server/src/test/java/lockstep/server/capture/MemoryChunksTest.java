package lockstep.server.capture;

import java.nio.file.Path;
import java.util.List;
import lockstep.images.ContentHash;
import lockstep.images.Segment;

class MemoryChunksTest extends ChunkStoreContract {
  @Override
  protected Opened open(Path directory) {
    MemoryChunks chunks = new MemoryChunks();
    return new Opened() {
      @Override
      public ChunkStore store() {
        return chunks;
      }

      @Override
      public void finish() {}

      @Override
      public byte[] read(Segment.Chunk chunk) {
        return chunks.bytes(chunk);
      }

      @Override
      public List<ContentHash> references() {
        return chunks.references();
      }

      @Override
      public void close() {}
    };
  }
}
