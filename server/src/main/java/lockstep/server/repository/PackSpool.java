package lockstep.server.repository;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import lockstep.images.ContentHash;
import lockstep.images.Segment;
import lockstep.images.pack.ChunkEncoder;
import lockstep.images.pack.ChunkPlace;
import lockstep.images.pack.Pack;
import lockstep.images.pack.PackIndexWriter;
import lockstep.server.capture.ChunkStore;
import org.jspecify.annotations.Nullable;

/// Packs the chunks that the repository does not have yet, in the order in which they are settled. Whoever keeps a new
/// chunk first compresses it.
///
/// Packs grow in `incoming/`; [#finish] ends them, [#place] gives them their names.
final class PackSpool implements ChunkStore, AutoCloseable {
  private static final int LEVEL = 3;
  private static final long PACK_BYTES = 64L << 20;

  /// A chunk that needs no storing.
  private static final Kept KNOWN = new Kept() {};

  private final RepositoryLayout layout;
  private final Loading loading;
  private final ConcurrentLinkedQueue<ChunkEncoder> encoders = new ConcurrentLinkedQueue<>();
  private final ExecutorService syncing =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("sync").factory());

  /// What the repository has, and what was settled. Guarded by this, like the two below.
  private final ChunkCatalog catalog = new ChunkCatalog();

  private boolean loaded;

  /// New chunks that are not settled.
  private final Map<ContentHash, Fresh> fresh = new HashMap<>();

  private final ChunkTable.Numbers references = new ChunkTable.Numbers();
  private final List<GrowingPack> finished = new ArrayList<>();
  private final List<Pack> finishedPacks = new ArrayList<>();
  private @Nullable GrowingPack open;
  private int openNumber;
  private long newBytes;

  /// Fills a catalog with all that the repository has. Asked for when a chunk is met that nothing else knows.
  interface Loading {
    void fill(ChunkCatalog catalog) throws IOException;
  }

  PackSpool(RepositoryLayout layout, Loading loading) {
    this.layout = layout;
    this.loading = loading;
  }

  /// A chunk that is new here.
  private static final class Fresh implements Kept {
    private final ContentHash hash;
    private final CompletableFuture<byte[]> stored = new CompletableFuture<>();

    Fresh(ContentHash hash) {
      this.hash = hash;
    }
  }

  @Override
  public Kept keep(Segment.Chunk chunk, ByteBuffer plain) throws IOException {
    Fresh mine = new Fresh(chunk.hash());
    synchronized (this) {
      if (isKnown(chunk.hash())) {
        return KNOWN;
      }
      Fresh other = fresh.putIfAbsent(chunk.hash(), mine);
      if (other != null) {
        return other;
      }
    }
    try {
      mine.stored.complete(encode(plain));
    } catch (RuntimeException | Error e) {
      mine.stored.completeExceptionally(e);
      throw e;
    }
    return mine;
  }

  private boolean isKnown(ContentHash hash) throws IOException {
    if (!loaded && catalog.number(hash) == ChunkTable.ABSENT) {
      loading.fill(catalog);
      loaded = true;
    }
    return catalog.number(hash) != ChunkTable.ABSENT;
  }

  private byte[] encode(ByteBuffer plain) {
    ChunkEncoder idle = encoders.poll();
    ChunkEncoder encoder = idle != null ? idle : new ChunkEncoder(LEVEL);
    byte[] stored = encoder.encode(plain);
    encoders.add(encoder);
    return stored;
  }

  /// Waits for the thread that compresses it, if that is another one.
  @Override
  public void settle(Kept kept) throws IOException {
    if (!(kept instanceof Fresh chunk)) {
      return;
    }
    byte[] stored = chunk.stored.join();
    synchronized (this) {
      if (fresh.get(chunk.hash) != chunk) {
        return; // it is in the tree more than once
      }
    }
    GrowingPack pack = openPack();
    long offset = pack.add(stored);
    synchronized (this) {
      fresh.remove(chunk.hash);
      catalog.add(chunk.hash, new ChunkPlace(openNumber, offset, stored.length));
    }
    newBytes += stored.length;
    if (pack.sizeBytes() >= PACK_BYTES) {
      finishPack();
    }
  }

  @Override
  public synchronized void refer(Segment.Chunk chunk) {
    int number = catalog.number(chunk.hash());
    if (number == ChunkTable.ABSENT) {
      throw new IllegalArgumentException("nobody kept chunk " + chunk.hash());
    }
    references.add(number);
  }

  /// Takes somebody's word that the repository has a chunk.
  synchronized void recall(ContentHash hash, StoredChunk place) {
    int pack = catalog.packNumber(place.pack());
    catalog.add(hash, new ChunkPlace(pack, place.offset(), place.storedLength()));
  }

  /// Where a settled chunk lies or will lie, its pack by its number in [#packs].
  synchronized ChunkPlace placeOf(ContentHash hash) {
    return catalog.place(catalog.number(hash));
  }

  /// All that places name; after [#finish].
  synchronized List<Pack> packs() {
    return catalog.packs();
  }

  private GrowingPack openPack() throws IOException {
    GrowingPack current = open;
    if (current == null) {
      Path file = layout.incoming().resolve("pack-" + finished.size());
      current = new GrowingPack(file, syncing);
      open = current;
      synchronized (this) {
        openNumber = catalog.newPackNumber();
      }
    }
    return current;
  }

  private void finishPack() throws IOException {
    GrowingPack current = open;
    if (current != null) {
      Pack pack = current.finish();
      open = null;
      finished.add(current);
      finishedPacks.add(pack);
      synchronized (this) {
        catalog.finishPack(openNumber, pack);
      }
    }
  }

  /// Nothing more comes.
  void finish() throws IOException {
    finishPack();
  }

  /// Gives the packs their names: from here on they are in the repository, though no image names them yet.
  void place() throws IOException {
    for (int i = 0; i < finished.size(); i++) {
      finished.get(i).awaitDisk();
      Path target = layout.pack(finishedPacks.get(i));
      if (!Files.exists(target)) {
        Durable.place(finished.get(i).file(), target);
      }
    }
  }

  /// Writes the places of all references, in their order; after [#finish].
  ///
  /// @param out closed
  void writeIndex(OutputStream out) throws IOException {
    Map<Pack, Integer> packs = new LinkedHashMap<>();
    for (int i = 0; i < references.size(); i++) {
      packs.putIfAbsent(catalog.get(references.get(i)).pack(), packs.size());
    }
    PackIndexWriter index =
        new PackIndexWriter(out, List.copyOf(packs.keySet()), references.size());
    for (int i = 0; i < references.size(); i++) {
      StoredChunk chunk = catalog.get(references.get(i));
      Integer pack = packs.get(chunk.pack());
      index.add(new ChunkPlace(pack == null ? -1 : pack, chunk.offset(), chunk.storedLength()));
    }
    index.finish();
  }

  /// What the new chunks take on disk.
  long newBytes() {
    return newBytes;
  }

  @Override
  public void close() throws IOException {
    syncing.shutdown();
    encoders.forEach(ChunkEncoder::close);
    for (GrowingPack pack : finished) {
      pack.close();
    }
    if (open != null) {
      open.close();
    }
  }
}
