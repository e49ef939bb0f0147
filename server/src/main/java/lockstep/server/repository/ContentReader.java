package lockstep.server.repository;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import lockstep.images.Content;
import lockstep.images.ContentHash;
import lockstep.images.IntegrityException;
import lockstep.images.Segment;
import lockstep.images.pack.ChunkDecoder;
import lockstep.images.pack.Pack;
import lockstep.server.delta.ContentLoader;

/// Puts files together again from packs. Each thread has its own.
final class ContentReader implements ContentLoader {
  private final RepositoryLayout layout;
  private final ChunkCatalog chunks;
  private final ChunkDecoder decoder = new ChunkDecoder();
  private final Map<Pack, FileChannel> open = new HashMap<>();

  ContentReader(RepositoryLayout layout, ChunkCatalog chunks) {
    this.layout = layout;
    this.chunks = chunks;
  }

  @Override
  public ByteBuffer load(Content content) throws IOException {
    ByteBuffer file = ByteBuffer.allocate(Math.toIntExact(content.size()));
    for (Segment segment : content.segments()) {
      switch (segment) {
        case Segment.Hole hole -> file.position(file.position() + (int) hole.length());
        case Segment.Chunk chunk -> file.put(decoder.decode(stored(chunk.hash()), chunk));
      }
    }
    return file.flip();
  }

  private ByteBuffer stored(ContentHash hash) throws IOException {
    StoredChunk place = chunks.find(hash);
    if (place == null) {
      throw new IntegrityException("chunk " + hash + " is in no pack index");
    }
    ByteBuffer stored = ByteBuffer.allocate(place.storedLength());
    FileChannel pack = channel(place.pack());
    while (stored.hasRemaining()) {
      if (pack.read(stored, place.offset() + stored.position()) < 0) {
        throw new EOFException(place.pack().path() + " is cut");
      }
    }
    return stored.flip();
  }

  private FileChannel channel(Pack pack) throws IOException {
    FileChannel channel = open.get(pack);
    if (channel == null) {
      channel = FileChannel.open(layout.pack(pack), StandardOpenOption.READ);
      open.put(pack, channel);
    }
    return channel;
  }

  @Override
  public void close() throws IOException {
    decoder.close();
    for (FileChannel channel : open.values()) {
      channel.close();
    }
  }
}
