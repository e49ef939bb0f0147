package lockstep.agent.watch;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import lockstep.excludes.Bytes;
import lockstep.images.tree.FilesystemWatch;

/// Excluded files that are written all the time: the kernel is asked to tell no more of them. Not for several threads.
///
/// A log that is rotated goes on as another inode, which is hot again soon. An inode that comes to a managed name is told of
/// again before anybody looks at it: any arrival there ends every silence.
final class HotFiles {
  /// In how many batches of events within one [#PERIOD_NANOS] a hot file is.
  private static final int HOT = 8;

  private static final long PERIOD_NANOS = 10_000_000_000L;

  /// More than a machine has logs; each costs the kernel an inode in memory.
  private static final int MOST_IGNORED = 512;

  private static final int MOST_COUNTED = 4096;

  private final FilesystemWatch watch;
  private final Map<Bytes, Integer> counts = new HashMap<>();
  private long began = System.nanoTime();
  private int ignored;

  HotFiles(FilesystemWatch watch) {
    this.watch = watch;
  }

  /// An excluded file that has no other name was written.
  void written(Bytes file) throws IOException {
    long now = System.nanoTime();
    if (now - began > PERIOD_NANOS || counts.size() >= MOST_COUNTED) {
      counts.clear();
      began = now;
    }
    if (counts.merge(file, 1, Integer::sum) >= HOT) {
      counts.remove(file);
      if (ignored >= MOST_IGNORED) {
        forget();
      }
      if (watch.ignore(file)) {
        ignored++;
      }
    }
  }

  /// Everything is told again.
  void forget() throws IOException {
    if (ignored > 0) {
      watch.ignoreNothing();
      ignored = 0;
    }
  }
}
