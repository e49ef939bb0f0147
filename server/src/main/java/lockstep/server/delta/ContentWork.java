package lockstep.server.delta;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.ToLongFunction;
import lockstep.server.work.OrderedWork;

/// The same work for many contents or groups on all cores, results in the order of the things. Each worker has a loader of
/// its own. How many bytes are in work at a time is bounded, however many cores there are.
final class ContentWork implements AutoCloseable {
  private static final OrderedWork.Limits LIMITS = new OrderedWork.Limits(128, 128 << 20);

  private final ContentLoader.Source source;
  private final OrderedWork work =
      new OrderedWork(Runtime.getRuntime().availableProcessors(), LIMITS);
  private final ConcurrentLinkedQueue<ContentLoader> idle = new ConcurrentLinkedQueue<>();

  ContentWork(ContentLoader.Source source) {
    this.source = source;
  }

  /// Work on one thing.
  @FunctionalInterface
  interface Task<T, R> {
    R run(T thing, ContentLoader loader) throws IOException;
  }

  /// @param bytes about what a thing and its result need
  /// @param taker called by the thread that called this
  <T, R> void forEach(
      List<T> things, ToLongFunction<T> bytes, Task<T, R> task, OrderedWork.Taker<R> taker)
      throws IOException {
    for (T thing : things) {
      work.add(() -> run(thing, task), bytes.applyAsLong(thing), taker);
    }
    work.finish();
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

  @Override
  public void close() throws IOException {
    work.close();
    for (ContentLoader loader : idle) {
      loader.close();
    }
  }
}
