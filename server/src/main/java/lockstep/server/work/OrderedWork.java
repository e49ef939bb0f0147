package lockstep.server.work;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Work that many threads do, and whose results one thread takes in the order in which the work was given. How much may
/// be under way is bounded, in items and in bytes. Used by the thread that gives and takes.
public final class OrderedWork implements AutoCloseable {
  private final Limits limits;
  private final @Nullable ExecutorService threads;
  private final Deque<Item<?>> items = new ArrayDeque<>();
  private long bytesUnderWay;

  /// How much may be under way: given, and its result not taken. A single item may be larger.
  ///
  /// @param bytes of memory
  public record Limits(int items, long bytes) {}

  /// @param threads how many; 0 does the work at once, on the thread that gives it
  public OrderedWork(int threads, Limits limits) {
    this.limits = limits;
    this.threads = threads == 0 ? null : Executors.newFixedThreadPool(threads);
  }

  /// Done by any thread.
  public interface Task<T> {
    T run() throws IOException;

    /// Called instead of [#run] when all is given up before.
    default void discard() {}
  }

  /// Takes a result, on the thread that gave the task.
  public interface Taker<T> {
    void take(T result) throws IOException;
  }

  /// Takes its turn among the results.
  public interface Step {
    void run() throws IOException;
  }

  private static final class Item<T> extends FutureTask<T> {
    private final Task<T> task;
    private final Taker<T> taker;
    private final long bytes;

    Item(Task<T> task, long bytes, Taker<T> taker) {
      super(task::run);
      this.task = task;
      this.bytes = bytes;
      this.taker = taker;
    }

    void take() throws IOException {
      taker.take(result());
    }

    private T result() throws IOException {
      try {
        return get();
      } catch (ExecutionException e) {
        throw thrown(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }

  /// The task's own exception where its type allows, for its message is for people.
  private static IOException thrown(@Nullable Throwable cause) {
    return switch (cause) {
      case IOException e -> e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case null, default -> new IOException("work failed", cause);
    };
  }

  /// @param bytes how much memory it may need, about
  public <T> void add(Task<T> task, long bytes, Taker<T> taker) throws IOException {
    while (!items.isEmpty()
        && (items.size() >= limits.items || bytesUnderWay + bytes > limits.bytes)) {
      takeFirst();
    }
    Item<T> item = new Item<>(task, bytes, taker);
    items.addLast(item);
    bytesUnderWay += bytes;
    if (threads == null) {
      item.run();
    } else {
      threads.execute(item);
    }
    takeWhatIsDone();
  }

  /// A step between the tasks given before and those to come.
  public void then(Step step) throws IOException {
    takeWhatIsDone();
    if (items.isEmpty()) {
      step.run();
      return;
    }
    Item<OrderedWork> item = new Item<>(() -> this, 0, _ -> step.run());
    item.run();
    items.addLast(item);
  }

  private void takeWhatIsDone() throws IOException {
    while (!items.isEmpty() && items.getFirst().isDone()) {
      takeFirst();
    }
  }

  private void takeFirst() throws IOException {
    Item<?> item = items.removeFirst();
    bytesUnderWay -= item.bytes;
    item.take();
  }

  /// Takes all results.
  public void finish() throws IOException {
    while (!items.isEmpty()) {
      takeFirst();
    }
  }

  /// Gives up what is still under way.
  @Override
  public void close() {
    ExecutorService pool = threads;
    if (pool == null) {
      return;
    }
    for (Runnable never : pool.shutdownNow()) {
      ((Item<?>) never).task.discard();
    }
    try {
      boolean _ = pool.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
