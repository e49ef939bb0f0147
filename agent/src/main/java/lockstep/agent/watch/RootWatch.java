package lockstep.agent.watch;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import lockstep.agent.root.Mount;
import lockstep.agent.root.MountTables;
import lockstep.excludes.Bytes;
import lockstep.images.Problem;
import lockstep.images.console.Explanation;
import lockstep.images.tree.Directory;
import lockstep.images.tree.FilesystemWatch;
import lockstep.images.tree.FilesystemWatch.Signal;
import lockstep.images.tree.UnwatchableException;

/// Watches a root with a thread of its own and tells [Knowledge] what changes.
public final class RootWatch implements AutoCloseable {
  /// Events are read together, so that one file that is written all the time wakes nobody more often than that.
  /// In a row: then it is no accident.
  private static final int MOST_FAILURES = 20;

  /// Of events, in one go: several times what the kernel keeps.
  private static final int MOST_BUFFERS = 10_000;

  private static final long BATCH_NANOS = 100_000_000;

  private final Path root;
  private final FilesystemWatch watch;
  private final Knowledge knowledge;
  private final Runnable news;
  private final Consumer<Problem> trouble;
  private final HotFiles hot;
  private final Thread thread;
  private List<Bytes> mounts;
  private volatile boolean closed;

  private RootWatch(
      Path root,
      FilesystemWatch watch,
      Knowledge knowledge,
      Runnable news,
      Consumer<Problem> trouble)
      throws IOException {
    this.root = root;
    this.watch = watch;
    this.knowledge = knowledge;
    this.news = news;
    this.trouble = trouble;
    hot = new HotFiles(watch);
    mounts = mountsNow();
    thread = Thread.ofPlatform().daemon().name("watch").unstarted(this::run);
  }

  /// Empty where this root cannot be watched; `knowledge` has the reason.
  ///
  /// @param knowledge is told, from now on
  /// @param news is called when there is something to look at
  /// @param trouble is told why the watch ended, if it did so by itself
  public static Optional<RootWatch> start(
      Path root,
      Knowledge knowledge,
      Runnable news,
      Consumer<Problem> trouble,
      InstantSource clock) {
    FilesystemWatch watch = null;
    try {
      watch = FilesystemWatch.open(root);
      RootWatch started = new RootWatch(root, watch, knowledge, news, trouble);
      knowledge.watched(started.new ByReading(), clock.instant());
      started.thread.start();
      return Optional.of(started);
    } catch (UnwatchableException e) {
      knowledge.unwatched(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      knowledge.unwatched(Explanation.of(e).message());
    }
    if (watch != null) {
      watch.close();
    }
    return Optional.empty();
  }

  private void run() {
    int failures = 0;
    try {
      while (true) {
        Set<Signal> signals = watch.await();
        if (closed) {
          return;
        }
        if (signals.contains(Signal.MOUNTS)) {
          lookAtMounts();
        }
        if (signals.contains(Signal.EVENTS)) {
          LockSupport.parkNanos(BATCH_NANOS);
          failures = readOrLose() ? 0 : failures + 1;
          if (failures == MOST_FAILURES) {
            read(); // and say why
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      Problem problem = Explanation.of(e);
      knowledge.unwatched("the watch broke: " + problem.message());
      trouble.accept(
          new Problem(
              "W-WATCH",
              problem.path(),
              "the root is not watched any more: " + problem.message(),
              "each poll looks at everything until the daemon is started again; nothing else is lost"));
    }
  }

  /// A failure costs a look at everything, not the watch.
  ///
  /// @return whether it went well
  private boolean readOrLose() {
    try {
      read();
      return true;
    } catch (IOException e) {
      if (knowledge.lost(FullScan.OVERFLOW)) {
        news.run();
      }
      return false;
    }
  }

  /// Each buffer by the rules that hold as it is read. Whoever writes faster than this reads has it all looked at.
  private synchronized void read() throws IOException {
    for (int buffers = 0; watch.read(new EventJudge(watch, knowledge, hot, news)); buffers++) {
      if (buffers == MOST_BUFFERS) {
        var _ = knowledge.lost(FullScan.OVERFLOW);
        return;
      }
    }
  }

  private void lookAtMounts() throws IOException {
    List<Bytes> now = mountsNow();
    if (!now.equals(mounts)) {
      mounts = now;
      if (knowledge.lost(FullScan.MOUNTS)) {
        news.run();
      }
    }
  }

  /// On and below the root, but not where it is not looked at anyway.
  private List<Bytes> mountsNow() throws IOException {
    Bytes top = watch.rootPath();
    Where below = new Where(top, knowledge.filter());
    return MountTables.ofThisThread().stream()
        .filter(mount -> mount.point().equals(top) || below.isManaged(mount.point()))
        .map(Mount::point)
        .toList();
  }

  private final class ByReading implements Witness {
    @Override
    public void catchUp() throws IOException {
      try {
        read();
      } catch (IOException | RuntimeException e) {
        var _ = knowledge.lost(FullScan.OVERFLOW); // what was read and not judged
        throw e;
      }
      try (Directory now = Directory.open(root)) {
        if (!watch.isOf(now)) {
          knowledge.unwatched("another directory has come to the root's place since it began");
        }
      }
    }

    @Override
    public void ignoreNothing() throws IOException {
      synchronized (RootWatch.this) {
        hot.forget();
      }
    }
  }

  /// Nobody hears of changes any more.
  @Override
  public void close() {
    closed = true;
    knowledge.unwatched("it was ended");
    boolean interrupted = false;
    try {
      watch.wake();
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (IOException _) {
      return; // the thread does not hear of it, and ends with the process
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    watch.close();
  }
}
