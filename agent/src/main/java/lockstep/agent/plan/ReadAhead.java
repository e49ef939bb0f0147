package lockstep.agent.plan;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import lockstep.agent.index.IndexEntry;
import lockstep.agent.index.IndexReader;
import lockstep.excludes.RelativePath;
import lockstep.images.tree.Directory;
import lockstep.images.tree.Guard;
import lockstep.images.tree.Guarding;
import lockstep.images.tree.Kind;
import lockstep.images.tree.PathFilter;
import lockstep.images.tree.ScanScope;
import lockstep.images.tree.ScannedEntry;
import lockstep.images.tree.TreeScanner;
import lockstep.images.tree.TreeVisitor;
import org.jspecify.annotations.Nullable;

/// Reads files before a scan comes to them, on the processors that the scan leaves idle.
///
/// A second walk goes ahead of the scan and opens what the stat index does not know. It begins only once the scan had to read
/// some files itself: most scans read none. What it finds is good only if the file still is what it was when the scan looks,
/// so it may fail, or miss a file, and the scan reads that one as if nobody had gone ahead.
///
/// [#take] and [#close] are for the one thread that scans.
final class ReadAhead implements AutoCloseable {
  private static final int BEGINS_AFTER_FILES = 16;

  /// How many files are open, read or not, and not yet asked for.
  private static final int MOST_OPEN = 32;

  /// A larger file might be read for nothing, and hold up everything else.
  private static final long MOST_BYTES = 64L << 20;

  private final Directory root;
  private final PathFilter filter;
  private final ScanScope scope;
  private final @Nullable Path index;
  private final InstantSource clock;
  private final BlockingQueue<FileAhead> files = new ArrayBlockingQueue<>(MOST_OPEN);
  private final int helpers = Runtime.getRuntime().availableProcessors() - 1;

  private int readByScan;
  private volatile RelativePath position = RelativePath.ROOT;
  private @Nullable ExecutorService walk;
  private @Nullable ExecutorService readers;

  /// @param filter the scan's; safe for many threads
  /// @param scope the scan's
  /// @param index what need not be read; null when everything must
  ReadAhead(
      Directory root,
      PathFilter filter,
      ScanScope scope,
      @Nullable Path index,
      InstantSource clock) {
    this.root = root;
    this.filter = filter;
    this.scope = scope;
    this.index = index;
    this.clock = clock;
  }

  /// What was read of a file that the scan must read, if it is still the same; else null. Ask in path order.
  @Nullable ContentReading take(ScannedEntry entry) {
    position = entry.path();
    if (walk == null) {
      if (++readByScan >= BEGINS_AFTER_FILES && helpers > 0) {
        begin();
      }
      return null;
    }
    FileAhead next = files.peek();
    while (next != null && next.path().compareTo(entry.path()) <= 0) {
      files.remove();
      if (next.path().equals(entry.path())) {
        return next.is(entry.stat()) ? await(next) : null;
      }
      next.drop();
      next = files.peek();
    }
    return null;
  }

  /// While somebody else reads it, the scan reads those that come after.
  private @Nullable ContentReading await(FileAhead file) {
    file.run();
    for (FileAhead other : files) {
      if (file.isDone()) {
        break;
      }
      other.run();
    }
    return file.reading();
  }

  private void begin() {
    ExecutorService pool =
        Executors.newFixedThreadPool(helpers, Thread.ofPlatform().name("reader-", 0).factory());
    readers = pool;
    ExecutorService one =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().name("ahead").factory());
    walk = one;
    one.execute(() -> goAhead(position, pool));
  }

  /// Where it cannot go on, the scan will come and say why.
  private void goAhead(RelativePath from, ExecutorService pool) {
    try (IndexReader noted = index == null ? IndexReader.none() : IndexReader.open(index)) {
      PathFilter onwards =
          (path, kind) -> isBehind(path, kind, from) ? Guarding.EXCLUDED : filter.judge(path, kind);
      TreeScanner.within(scope, root, onwards).scan(new Opening(noted, pool));
    } catch (IOException _) {
      // As above.
    }
  }

  private static boolean isBehind(RelativePath path, Kind kind, RelativePath from) {
    return kind == Kind.DIRECTORY && path.compareTo(from) < 0 && !from.startsWith(path);
  }

  private final class Opening implements TreeVisitor {
    private final IndexReader noted;
    private final ExecutorService pool;

    Opening(IndexReader noted, ExecutorService pool) {
      this.noted = noted;
      this.pool = pool;
    }

    @Override
    public void visit(ScannedEntry entry) throws IOException {
      IndexEntry known = noted.find(entry.path());
      boolean wanted =
          entry.stat().kind() == Kind.FILE
              && entry.stat().size() <= MOST_BYTES
              && (known == null || !known.describes(entry.stat()))
              && entry.path().compareTo(position) > 0;
      if (wanted) {
        FileAhead file = FileAhead.open(entry, clock);
        try {
          files.put(file);
        } catch (InterruptedException e) {
          file.drop();
          throw new IOException("nobody asks any more", e);
        }
        pool.execute(file);
      }
    }

    @Override
    public void leave(RelativePath directory) {}

    @Override
    public void guarded(RelativePath path, Guard why) {}
  }

  @Override
  public void close() {
    if (walk == null || readers == null) {
      return;
    }
    walk.shutdownNow();
    walk.close();
    files.forEach(FileAhead::drop);
    readers.close();
  }
}
