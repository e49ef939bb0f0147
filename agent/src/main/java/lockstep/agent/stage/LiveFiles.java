package lockstep.agent.stage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import lockstep.agent.root.ManagedRoot;
import lockstep.excludes.RelativePath;
import lockstep.images.ContentHash;
import lockstep.images.chunk.ChunkSizes;
import lockstep.images.chunk.Chunker;
import lockstep.images.chunk.ContentSource;
import lockstep.images.tree.FileHandle;

/// Reads files of the root that may serve as sources. Safe for many threads, as long as nobody else uses the root.
final class LiveFiles {
  private final ManagedRoot root;

  LiveFiles(ManagedRoot root) {
    this.root = root;
  }

  synchronized FileHandle open(RelativePath path) throws IOException {
    return root.parentOf(path).openRead(path.name());
  }

  /// Where each chunk of the file starts, cut as images are.
  Map<ContentHash, Long> chunks(RelativePath path, ChunkSizes sizes) throws IOException {
    Map<ContentHash, Long> offsets = new HashMap<>();
    try (FileHandle file = open(path)) {
      new Chunker(sizes)
          .chunk(source(file), (position, chunk, _) -> offsets.put(chunk.hash(), position));
    }
    return offsets;
  }

  private static ContentSource source(FileHandle file) {
    long[] position = {0};
    return (buffer, offset, length) -> {
      int read = file.read(ByteBuffer.wrap(buffer, offset, length), position[0]);
      position[0] += Math.max(0, read);
      return read <= 0 ? -1 : read;
    };
  }
}
