package lockstep.server.repository;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lockstep.images.ContentHash;
import lockstep.images.Segment;
import lockstep.images.pack.ChunkEncoder;
import lockstep.images.pack.Pack;
import lockstep.images.pack.PackWriter;
import lockstep.server.capture.ChunkStore;
import org.jspecify.annotations.Nullable;

/// Packs the chunks that no image of the repository has yet, in the order they come, compressed on all cores.
///
/// Packs grow in `incoming/`; [#place] gives them their names. Used by one thread.
final class PackSpool implements ChunkStore, AutoCloseable {
  private static final int LEVEL = 3;
  private static final long PACK_BYTES = 64L << 20;

  /// Chunks on their way; bounds the memory at some 64 MiB of the average chunk.
  private static final int IN_FLIGHT = 1024;

  private final RepositoryLayout layout;
  private final ChunkCatalog known;
  private final Map<ContentHash, Fresh> fresh = new HashMap<>();
  private final Deque<Fresh> inFlight = new ArrayDeque<>();
  private final ExecutorService cores =
      Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
  private final ConcurrentLinkedQueue<ChunkEncoder> encoders = new ConcurrentLinkedQueue<>();
  private final List<Finished> finished = new ArrayList<>();
  private @Nullable Open open;
  private long newBytes;

  PackSpool(RepositoryLayout layout, ChunkCatalog known) {
    this.layout = layout;
    this.known = known;
  }

  /// A chunk that is new here.
  private static final class Fresh {
    private @Nullable Future<byte[]> stored;
    private int pack;
    private long offset;
    private int storedLength;

    Fresh(Future<byte[]> stored) {
      this.stored = stored;
    }
  }

  private record Open(Path file, OutputStream out, PackWriter writer) {}

  private record Finished(Path file, Pack pack) {}

  @Override
  public void keep(Segment.Chunk chunk, ByteBuffer plain) throws IOException {
    if (fresh.containsKey(chunk.hash()) || known.find(chunk.hash()) != null) {
      return;
    }
    byte[] bytes = new byte[plain.remaining()];
    plain.get(bytes);
    Fresh added = new Fresh(cores.submit(() -> encode(bytes)));
    fresh.put(chunk.hash(), added);
    inFlight.add(added);
    if (inFlight.size() > IN_FLIGHT) {
      writeNext();
    }
  }

  private byte[] encode(byte[] plain) {
    ChunkEncoder idle = encoders.poll();
    ChunkEncoder encoder = idle != null ? idle : new ChunkEncoder(LEVEL);
    byte[] stored = encoder.encode(plain);
    encoders.add(encoder);
    return stored;
  }

  private void writeNext() throws IOException {
    Fresh next = inFlight.remove();
    byte[] stored = await(next);
    next.stored = null;
    Open pack = openPack();
    next.pack = finished.size();
    next.offset = pack.writer.add(ByteBuffer.wrap(stored));
    next.storedLength = stored.length;
    newBytes += stored.length;
    if (pack.writer.sizeBytes() >= PACK_BYTES) {
      finishPack();
    }
  }

  private static byte[] await(Fresh chunk) throws IOException {
    Future<byte[]> stored = chunk.stored;
    if (stored == null) {
      throw new IllegalStateException("the chunk was written already");
    }
    try {
      return stored.get();
    } catch (ExecutionException e) {
      throw new IOException("a chunk could not be compressed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private Open openPack() throws IOException {
    Open current = open;
    if (current == null) {
      Path file = layout.incoming().resolve("pack-" + finished.size());
      OutputStream out = Durable.output(file);
      current = new Open(file, out, new PackWriter(out));
      open = current;
    }
    return current;
  }

  private void finishPack() throws IOException {
    Open current = open;
    if (current != null) {
      open = null;
      Pack pack = current.writer.finish();
      current.out.close();
      finished.add(new Finished(current.file, pack));
    }
  }

  /// Ends the packs and gives them their names: from here on they are in the repository, though no image names them yet.
  void place() throws IOException {
    while (!inFlight.isEmpty()) {
      writeNext();
    }
    finishPack();
    for (Finished pack : finished) {
      Path target = layout.pack(pack.pack());
      if (!Files.exists(target)) {
        Durable.place(pack.file(), target);
      }
    }
  }

  /// Where any chunk that was kept lies; after [#place].
  StoredChunk find(ContentHash hash) {
    StoredChunk there = known.find(hash);
    if (there != null) {
      return there;
    }
    Fresh added = fresh.get(hash);
    if (added == null) {
      throw new IllegalArgumentException("nobody kept chunk " + hash);
    }
    return new StoredChunk(finished.get(added.pack).pack(), added.offset, added.storedLength);
  }

  /// What the new chunks take on disk.
  long newBytes() {
    return newBytes;
  }

  @Override
  public void close() throws IOException {
    cores.shutdownNow();
    encoders.forEach(ChunkEncoder::close);
    Open current = open;
    if (current != null) {
      current.out.close();
    }
  }
}
