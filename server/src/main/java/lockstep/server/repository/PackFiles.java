package lockstep.server.repository;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import lockstep.images.pack.Pack;

/// Open packs, the least used closed again when they become many. Not safe for threads.
final class PackFiles implements AutoCloseable {
  private static final int MOST_OPEN = 64;

  private final RepositoryLayout layout;
  private final Map<Pack, FileChannel> open = new LinkedHashMap<>(16, 0.75f, true);

  PackFiles(RepositoryLayout layout) {
    this.layout = layout;
  }

  /// The stored bytes of one chunk, in a buffer of their own.
  ///
  /// @throws java.nio.file.NoSuchFileException when the pack is missing
  /// @throws EOFException when it is cut before their end
  ByteBuffer read(StoredChunk place) throws IOException {
    ByteBuffer stored = ByteBuffer.allocate(place.storedLength());
    FileChannel pack = channel(place.pack());
    while (stored.hasRemaining()) {
      if (pack.read(stored, place.offset() + stored.position()) < 0) {
        throw new EOFException(
            "it is cut at %d bytes, of %d".formatted(pack.size(), place.pack().sizeBytes()));
      }
    }
    return stored.flip();
  }

  private FileChannel channel(Pack pack) throws IOException {
    FileChannel channel = open.get(pack);
    if (channel == null) {
      channel = FileChannel.open(layout.pack(pack), StandardOpenOption.READ);
      open.put(pack, channel);
      closeEldest();
    }
    return channel;
  }

  private void closeEldest() throws IOException {
    if (open.size() > MOST_OPEN) {
      Iterator<FileChannel> eldest = open.values().iterator();
      eldest.next().close();
      eldest.remove();
    }
  }

  @Override
  public void close() throws IOException {
    for (FileChannel channel : open.values()) {
      channel.close();
    }
  }
}
