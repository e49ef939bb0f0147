package lockstep.server.delta;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The same work for many contents or groups on all cores, results in the order of the things. Each worker has a loader of its own.
final class ContentWork implements AutoCloseable {
  private final ContentLoader.Source source;
  private final int cores = Runtime.getRuntime().availableProcessors();
  private final ExecutorService workers = Executors.newFixedThreadPool(cores);
  private final ConcurrentLinkedQueue<ContentLoader> idle = new ConcurrentLinkedQueue<>();

  ContentWork(ContentLoader.Source source) {
    this.source = source;
  }

  /// Work on one thing.
  @FunctionalInterface
  interface Task<T, R> {
    R run(T thing, ContentLoader loader) throws IOException;
  }

  /// Takes results, in order, on the thread that called.
  @FunctionalInterface
  interface Taker<R> {
    void take(R result) throws IOException;
  }

  /// @param ahead how many results may wait to be taken, per core
  <T, R> void forEach(List<T> things, int ahead, Task<T, R> task, Taker<R> taker)
      throws IOException {
    Deque<Future<R>> running = new ArrayDeque<>();
    for (T thing : things) {
      if (running.size() == ahead * cores) {
        taker.take(await(running.remove()));
      }
      running.add(workers.submit(() -> run(thing, task)));
    }
    while (!running.isEmpty()) {
      taker.take(await(running.remove()));
    }
  }

  private <T, R> R run(T thing, Task<T, R> task) throws IOException {
    ContentLoader found = idle.poll();
    ContentLoader loader = found != null ? found : source.open();
    try {
      return task.run(thing, loader);
    } finally {
      idle.add(loader);
    }
  }

  private static <R> R await(Future<R> result) throws IOException {
    try {
      return result.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IOException("a group could not be made", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() throws IOException {
    workers.shutdownNow();
    workers.close();
    for (ContentLoader loader : idle) {
      loader.close();
    }
  }
}
