package lockstep.agent.stage;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lockstep.agent.fetch.FetchArea;
import lockstep.excludes.Bytes;
import lockstep.images.Closing;
import lockstep.images.Entry;
import lockstep.images.tree.Directory;
import lockstep.images.tree.FileHandle;

/// Makes contents in the pool ahead of their turn, several at a time. To be used by one thread.
final class ContentMaker implements Closeable {
  /// Each has some megabytes of the heap, where chunks are long.
  private static final int MOST_THREADS = 4;

  private static final int THREADS =
      Math.min(Runtime.getRuntime().availableProcessors(), MOST_THREADS);

  /// How many may be on their way: so that the threads have work while a large file is waited for.
  static final int MOST_AHEAD = 16 * THREADS;

  private final ContentPool pool;
  private final List<ContentWriter> all = new ArrayList<>();
  private final BlockingQueue<ContentWriter> idle = new ArrayBlockingQueue<>(THREADS);
  private final ExecutorService threads =
      Executors.newFixedThreadPool(THREADS, Thread.ofPlatform().name("contents-", 0).factory());
  private long begun;
  private volatile boolean stopped;

  /// @param places closed by the caller
  ContentMaker(LiveFiles live, FetchArea fetch, PackPlaces places, ContentPool pool) {
    this.pool = pool;
    for (int i = 0; i < THREADS; i++) {
      all.add(new ContentWriter(live, fetch, places, pool));
    }
    idle.addAll(all);
  }

  /// A content on its way.
  interface Coming {
    /// Waits for it; it becomes `name` in `to`.
    ///
    /// @return false when it was there already, and only changed its place
    /// @throws IOException as [ContentWriter#write]
    boolean giveTo(Directory to, Bytes name) throws IOException;
  }

  /// To be given away in the order in which they are asked for.
  Coming make(Entry.File file, long firstChunk, Origin origin) {
    if (origin.equals(new Origin.Pooled(Origin.Use.LAST))) {
      return (to, name) ->
          !pool.take(file.content().hash(), to, name)
              && begin(file, firstChunk, origin).giveTo(to, name);
    }
    return begin(file, firstChunk, origin);
  }

  private Coming begin(Entry.File file, long firstChunk, Origin origin) {
    String working = "file." + begun++;
    Future<?> work =
        threads.submit(() -> {
          if (!stopped) {
            write(working, file, firstChunk, origin);
          }
          return null;
        });
    return (to, name) -> {
      Awaited.end(work);
      pool.give(working, to, name);
      return true;
    };
  }

  private void write(String working, Entry.File file, long firstChunk, Origin origin)
      throws IOException, InterruptedException {
    ContentWriter writer = idle.take();
    try (FileHandle handle = pool.create(working)) {
      writer.write(file, firstChunk, origin, handle);
    } finally {
      idle.add(writer);
    }
  }

  /// What nobody waited for is not begun any more.
  @Override
  public void close() throws IOException {
    stopped = true;
    threads.close();
    Closing.all(all);
  }
}
