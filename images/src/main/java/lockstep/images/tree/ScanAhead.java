package lockstep.images.tree;

import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import lockstep.excludes.RelativePath;
import org.jspecify.annotations.Nullable;

/// Lists directories, and looks at what is in them, before a walk comes to them: on threads of its own, and on the walk's while
/// it would have to wait. [#begun], [#take] and [#close] are for the one thread that walks.
final class ScanAhead implements AutoCloseable {
  /// How many directories are open and not yet taken.
  private static final int MOST_DIRECTORIES = 16;

  /// How many entries they may have together before no further one is begun.
  private static final int MOST_ENTRIES = 1 << 13;

  private final Directory root;
  private final PathFilter filter;
  private final ExecutorService helpers =
      Executors.newCachedThreadPool(Thread.ofPlatform().name("scan-", 0).factory());

  // What follows is guarded by `this`.

  /// Directories that were listed, first the one whose next subdirectory the walk comes to first.
  private final PriorityQueue<Subdirectories> listed =
      new PriorityQueue<>(Comparator.comparing(Subdirectories::path));

  /// What is begun and not yet taken.
  private final Map<RelativePath, Task> tasks = new HashMap<>();

  private int entries;
  private boolean closed;

  private static final class Task {
    private final RelativePath path;
    private boolean done;

    /// Null when the directory could not be opened or listed.
    private @Nullable ListedDirectory result;

    Task(RelativePath path) {
      this.path = path;
    }
  }

  /// @param filter safe for many threads
  ScanAhead(Directory root, PathFilter filter, int threads) {
    this.root = root;
    this.filter = filter;
    for (int i = 0; i < threads; i++) {
      helpers.execute(this::help);
    }
  }

  /// The walk listed a directory itself.
  synchronized void begun(RelativePath path, NameList names) {
    add(new Subdirectories(path, names, filter));
  }

  /// A directory that is the walk's from now on; null when the walk must open and list it itself. Ask in path order.
  @Nullable ListedDirectory take(RelativePath path) {
    Task task = arrive(path);
    if (task == null) {
      return null;
    }
    while (!isDone(task)) {
      Task other = claim();
      if (other == null) {
        break;
      }
      run(other);
    }
    return result(task);
  }

  /// What the walk has passed by is forgotten: it found something else there.
  private synchronized @Nullable Task arrive(RelativePath path) {
    while (!listed.isEmpty() && listed.peek().path().compareTo(path) <= 0) {
      pass();
    }
    tasks.values().removeIf(task -> task.done && task.path.compareTo(path) < 0 && drop(task));
    return tasks.get(path);
  }

  private boolean drop(Task task) {
    if (task.result != null) {
      entries -= task.result.names().size();
      task.result.directory().close();
    }
    return true;
  }

  private synchronized boolean isDone(Task task) {
    return task.done;
  }

  private synchronized @Nullable ListedDirectory result(Task task) {
    boolean interrupted = false;
    while (!task.done) {
      try {
        wait();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    tasks.remove(task.path);
    if (task.result != null) {
      entries -= task.result.names().size();
      notifyAll();
    }
    return task.result;
  }

  private void help() {
    for (Task task = await(); task != null; task = await()) {
      run(task);
    }
  }

  /// Null at the end.
  private synchronized @Nullable Task await() {
    while (!closed) {
      Task task = claim();
      if (task != null) {
        return task;
      }
      try {
        wait();
      } catch (InterruptedException _) {
        return null;
      }
    }
    return null;
  }

  /// The directory that is needed next; null when there is none, or too much is waiting to be taken.
  private synchronized @Nullable Task claim() {
    if (listed.isEmpty() || tasks.size() >= MOST_DIRECTORIES || entries >= MOST_ENTRIES) {
      return null;
    }
    Task task = new Task(listed.element().path());
    tasks.put(task.path, task);
    pass();
    return task;
  }

  private void pass() {
    add(listed.remove());
  }

  private void add(Subdirectories directories) {
    if (directories.advance()) {
      listed.add(directories);
      notifyAll();
    }
  }

  private void run(Task task) {
    ListedDirectory result = null;
    try {
      result = ListedDirectory.of(root, task.path, filter);
    } catch (IOException _) {
      // The walk meets the same, and knows what to do about it.
    } finally {
      finish(task, result);
    }
  }

  private synchronized void finish(Task task, @Nullable ListedDirectory result) {
    task.done = true;
    task.result = result;
    if (result != null) {
      entries += result.names().size();
      add(new Subdirectories(task.path, result.names(), filter));
    }
    notifyAll();
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    helpers.close();
    synchronized (this) {
      tasks.values().forEach(this::drop);
    }
  }
}
