package lockstep.agent.fetch;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.LongConsumer;
import lockstep.agent.fetch.Ranges.Range;
import lockstep.images.IntegrityException;
import lockstep.images.ProblemException;

/// Brings parts of objects here and hands them out. [#want] and [#fetch] are for one thread, [#read] and [#again] for many.
public final class FetchArea implements Closeable {
  /// Requests in flight.
  private static final int PARALLEL = 4;

  private final Path directory;
  private final RangeReader reader;
  private final Map<String, Ranges> wanted = new LinkedHashMap<>();
  private final Set<String> dispensable = new HashSet<>();
  private final Map<String, LocalCopy> copies = new LinkedHashMap<>();

  /// @param directory where downloads are kept; what an interrupted run left there is used
  public FetchArea(Path directory, RangeReader reader) {
    this.directory = directory;
    this.reader = reader;
  }

  /// Asks for a part; the next [#fetch] brings it.
  public void want(String object, long offset, int length) {
    wanted.computeIfAbsent(object, _ -> new Ranges()).add(offset, length);
  }

  /// An object that there is another way without: that it is missing or wrong does not end [#fetch].
  public void dispensable(String object) {
    dispensable.add(object);
  }

  /// How many bytes [#fetch] would bring now.
  public long missingBytes() throws IOException {
    long[] sum = {0};
    for (Map.Entry<String, Ranges> entry : wanted.entrySet()) {
      copy(entry.getKey()).requests(entry.getValue(), range -> sum[0] += range.length());
    }
    return sum[0];
  }

  /// Brings all that is wanted and not here.
  ///
  /// @param progress told the bytes of each finished request, from any thread
  /// @throws IOException of the first request that failed, when all have ended
  public void fetch(LongConsumer progress) throws IOException {
    List<Future<?>> requests = new ArrayList<>();
    Semaphore slots = new Semaphore(PARALLEL);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Map.Entry<String, Ranges> entry : wanted.entrySet()) {
        LocalCopy copy = copy(entry.getKey());
        copy.requests(
            entry.getValue(),
            range ->
                requests.add(
                    threads.submit(() -> {
                      slots.acquire();
                      try {
                        fetch(copy, entry.getKey(), range);
                        progress.accept(range.length());
                      } finally {
                        slots.release();
                      }
                      return null;
                    })));
      }
      join(requests);
    }
    wanted.clear();
  }

  private void fetch(LocalCopy copy, String object, Range range) throws IOException {
    try {
      copy.fetch(reader, object, range);
    } catch (IntegrityException | ProblemException e) {
      if (!dispensable.contains(object)) {
        throw e;
      }
    }
  }

  /// What is not started is not begun once one failed: the others would most likely fail as well.
  private static void join(List<Future<?>> requests) throws IOException {
    IOException failure = null;
    for (Future<?> request : requests) {
      if (failure != null) {
        request.cancel(true);
        continue;
      }
      try {
        request.get();
      } catch (ExecutionException e) {
        failure = e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failure = new IOException("interrupted while downloading", e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /// The bytes of a part, fetched now unless they are here. Unproven: the caller checks what they mean.
  public ByteBuffer read(String object, long offset, int length) throws IOException {
    Range range = new Range(offset, length);
    LocalCopy copy = copy(object);
    if (!copy.has(range)) {
      copy.fetch(reader, object, range);
    }
    return copy.read(range);
  }

  /// The bytes of a part, fetched now even if some are here, because those proved wrong.
  public ByteBuffer again(String object, long offset, int length) throws IOException {
    Range range = new Range(offset, length);
    LocalCopy copy = copy(object);
    copy.fetch(reader, object, range);
    return copy.read(range);
  }

  private LocalCopy copy(String object) throws IOException {
    synchronized (copies) {
      LocalCopy copy = copies.get(object);
      if (copy == null) {
        copy = LocalCopy.open(directory, object);
        copies.put(object, copy);
      }
      return copy;
    }
  }

  @Override
  public void close() throws IOException {
    for (LocalCopy copy : copies.values()) {
      copy.close();
    }
  }
}
