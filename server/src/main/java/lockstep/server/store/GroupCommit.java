package lockstep.server.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// One thread that writes what many want written, and syncs the disk once for all who came while it was busy: the more there
/// are, the less each costs. Safe for many threads.
final class GroupCommit implements AutoCloseable {
  /// What one caller wants written.
  interface Write {
    void into(WriteBatch batch) throws RocksDBException;
  }

  private record Wish(Write write, CompletableFuture<Void> done) {}

  private static final int MOST_AT_ONCE = 4096;
  private static final Wish LAST = new Wish(_ -> {}, new CompletableFuture<>());

  private final RocksDB rocks;
  private final WriteOptions synced;
  private final LinkedBlockingQueue<Wish> wishes = new LinkedBlockingQueue<>();
  private final Thread thread;

  /// @param synced stays the caller's
  GroupCommit(RocksDB rocks, WriteOptions synced) {
    this.rocks = rocks;
    this.synced = synced;
    this.thread = Thread.ofPlatform().name("group-commit").daemon().start(this::run);
  }

  /// Durable when it returns.
  ///
  /// @throws IOException when it may or may not be there after a crash
  void write(Write write) throws IOException {
    Wish wish = new Wish(write, new CompletableFuture<>());
    wishes.add(wish);
    try {
      wish.done().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RocksDBException rocks
          ? Table.failed("written", rocks)
          : new IOException("the database could not be written", e.getCause());
    }
  }

  /// All of them, in this order, or none.
  void write(List<Writing> writings) throws IOException {
    write(batch -> {
      for (Writing one : writings) {
        one.write().into(batch);
      }
    });
  }

  private void run() {
    List<Wish> group = new ArrayList<>();
    boolean last = false;
    while (!last) {
      group.clear();
      try {
        group.add(wishes.take());
      } catch (InterruptedException e) {
        continue; // it ends by LAST alone
      }
      wishes.drainTo(group, MOST_AT_ONCE);
      last = group.remove(LAST);
      commit(group);
    }
  }

  private void commit(List<Wish> group) {
    try (WriteBatch batch = new WriteBatch()) {
      for (Wish wish : group) {
        wish.write().into(batch);
      }
      rocks.write(synced, batch);
    } catch (RocksDBException | RuntimeException e) {
      group.forEach(wish -> wish.done().completeExceptionally(e));
      return;
    }
    group.forEach(wish -> wish.done().complete(null));
  }

  /// Writes what was wanted before; nobody may want anything any more.
  @Override
  public void close() {
    wishes.add(LAST);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
