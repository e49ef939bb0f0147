package lockstep.agent.stage;

import java.io.IOException;
import lockstep.excludes.Bytes;
import lockstep.images.tree.Directory;
import lockstep.images.tree.Stat;

/// An instant as the filesystem tells time: what changes from then on shows it.
///
/// The kernel's clock for files ticks every few milliseconds, so what changed in the tick before may show it as well.
record Since(long seconds, int nanos) {
  private static final long MOST_SECONDS_OF_A_LOOK = 600;
  private static final Bytes PROBE = Bytes.of("since");

  /// @param folder of the filesystem in question
  static Since now(Directory folder) throws IOException {
    folder.createFile(PROBE, 0600).close();
    Stat stat = folder.stat(PROBE);
    folder.unlink(PROBE);
    return new Since(stat.ctimeSeconds(), stat.ctimeNanos());
  }

  /// Whether the inode, its content or, of a directory, a name in it changed.
  boolean touched(Stat stat) {
    return isPast(stat.ctimeSeconds(), stat.ctimeNanos());
  }

  /// Whether content was written; a name that the inode got or lost does not count, which moves ctime alone. A time that
  /// somebody set into the future is none of a write.
  ///
  /// @param now that it is now
  boolean written(Stat stat, Since now) {
    return isPast(stat.mtimeSeconds(), stat.mtimeNanos())
        && stat.mtimeSeconds() <= now.seconds + MOST_SECONDS_OF_A_LOOK;
  }

  private boolean isPast(long atSeconds, int atNanos) {
    return atSeconds > seconds || (atSeconds == seconds && atNanos >= nanos);
  }
}
