package lockstep.agent.fetch;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import lockstep.agent.fetch.Ranges.Range;
import lockstep.images.Closing;
import lockstep.images.IntegrityException;
import lockstep.images.Pace;
import lockstep.images.ProblemException;

/// Brings parts of objects here and hands them out. [#want] and [#fetch] are for one thread, [#use] for many.
public final class FetchArea implements Closeable {
  /// Makes something of bytes that nobody has proven yet.
  @FunctionalInterface
  public interface Use<T> {
    /// @param bytes valid only during the call
    /// @throws IntegrityException when the bytes cannot be right
    T of(ByteBuffer bytes) throws IOException;
  }

  /// Requests in flight.
  private static final int PARALLEL = 4;

  private final Path directory;
  private final Sources sources;
  private final Pace pace;
  private final Doubt doubt;
  private final Map<String, Ranges> wanted = new LinkedHashMap<>();
  private final Set<String> dispensable = new HashSet<>();
  private final Map<String, IOException> lost = new ConcurrentHashMap<>();
  private final Map<String, LocalCopy> copies = new LinkedHashMap<>();

  /// As [#FetchArea(Path, Sources, Pace)], and nothing is held back.
  public FetchArea(Path directory, Sources sources) {
    this(directory, sources, Pace.FREE);
  }

  /// @param directory where downloads are kept; what an interrupted run left there is used
  /// @param pace of writing and reading there
  public FetchArea(Path directory, Sources sources, Pace pace) {
    this.directory = directory;
    this.sources = sources;
    this.pace = pace;
    doubt = new Doubt(sources);
  }

  /// With a single source.
  public FetchArea(Path directory, RangeReader reader) {
    this(directory, Sources.only(reader));
  }

  /// Asks for a part; the next [#fetch] brings it.
  public void want(String object, long offset, int length) {
    wanted.computeIfAbsent(object, _ -> new Ranges()).add(offset, length);
  }

  /// An object that there is another way without: that it is missing or wrong does not end [#fetch]. From then on it
  /// [is lost][#isLost].
  public void dispensable(String object) {
    dispensable.add(object);
  }

  /// Whether a dispensable object could not be fetched: what is not here of it will not come.
  public boolean isLost(String object) {
    return lost.containsKey(object);
  }

  /// Removes what earlier runs left of objects that this one has not asked for: nobody will, once there is another image.
  public void removeOthers() throws IOException {
    Set<String> asked = new HashSet<>();
    Stream.concat(wanted.keySet().stream(), copies.keySet().stream())
        .flatMap(LocalCopy::fileNames)
        .forEach(asked::add);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        if (!asked.contains(String.valueOf(file.getFileName()))) {
          Files.delete(file);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
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
  /// @param progress told of bytes as they come, from any thread
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
                        fetch(copy, range, progress);
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

  private void fetch(LocalCopy copy, Range range, LongConsumer progress) throws IOException {
    if (isLost(copy.object())) {
      return;
    }
    try {
      Download.of(copy, range, progress).from(sources);
    } catch (IntegrityException | ProblemException e) {
      if (!dispensable.contains(copy.object())) {
        throw e;
      }
      lost.put(copy.object(), e);
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

  /// Makes something of a part, which is fetched now unless it is here. Should its bytes prove wrong, other sources are asked for them, and whoever sent the wrong
  /// ones is reported.
  ///
  /// @param use may be called several times
  /// @throws IntegrityException when nobody has the right bytes, or the object [is lost][#isLost]
  public <T> T use(String object, long offset, int length, Use<T> use) throws IOException {
    LocalCopy copy = copy(object);
    Range range = new Range(offset, length);
    bring(copy, range);
    try {
      return copy.use(range, use);
    } catch (IntegrityException e) {
      return doubt.settle(copy, range, use, e);
    }
  }

  private void bring(LocalCopy copy, Range range) throws IOException {
    for (Range missing : copy.missing(range)) {
      IOException loss = lost.get(copy.object());
      if (loss != null) {
        throw new IntegrityException(copy.object() + " could not be fetched", loss);
      }
      Download.of(copy, missing, _ -> {}).from(sources);
    }
  }

  private LocalCopy copy(String object) throws IOException {
    synchronized (copies) {
      LocalCopy copy = copies.get(object);
      if (copy == null) {
        copy = LocalCopy.open(directory, object, pace);
        copies.put(object, copy);
      }
      return copy;
    }
  }

  @Override
  public void close() throws IOException {
    Closing.all(copies.values());
  }
}
