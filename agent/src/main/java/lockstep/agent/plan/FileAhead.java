package lockstep.agent.plan;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import lockstep.agent.index.IndexEntry;
import lockstep.excludes.RelativePath;
import lockstep.images.tree.FileHandle;
import lockstep.images.tree.ScannedEntry;
import lockstep.images.tree.Stat;
import org.jspecify.annotations.Nullable;

/// An open file that is read once, by whichever thread comes first. Safe for many threads.
final class FileAhead implements Runnable {
  private final IndexEntry found;
  private final FileHandle file;
  private final InstantSource clock;
  private final AtomicBoolean begun = new AtomicBoolean();

  /// Null when it could not be read.
  private final CompletableFuture<@Nullable ContentReading> done = new CompletableFuture<>();

  private FileAhead(IndexEntry found, FileHandle file, InstantSource clock) {
    this.found = found;
    this.file = file;
    this.clock = clock;
  }

  static FileAhead open(ScannedEntry entry, InstantSource clock) throws IOException {
    IndexEntry found = IndexEntry.of(entry.path(), entry.stat(), List.of(), null);
    return new FileAhead(found, entry.parent().openRead(entry.name()), clock);
  }

  RelativePath path() {
    return found.path();
  }

  @Override
  public void run() {
    if (begun.compareAndSet(false, true)) {
      ContentReading reading = null;
      try (file) {
        reading = ContentReading.of(file, clock);
      } catch (IOException _) {
        // Whoever needs it reads it again, and is told then.
      } finally {
        done.complete(reading);
      }
    }
  }

  /// Whether it is what was opened; if not, it is dropped.
  boolean is(Stat now) {
    boolean same = found.describes(now);
    if (!same) {
      drop();
    }
    return same;
  }

  boolean isDone() {
    return done.isDone();
  }

  /// Waits until it is read; null where it could not be, or did not stay as it was.
  @Nullable ContentReading reading() {
    ContentReading reading = done.join();
    return reading != null && found.describes(reading.after()) ? reading : null;
  }

  /// Closes it, unless somebody is reading it and will.
  void drop() {
    if (begun.compareAndSet(false, true)) {
      file.close();
    }
  }
}
