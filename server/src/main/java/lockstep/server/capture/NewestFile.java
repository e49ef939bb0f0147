package lockstep.server.capture;

import java.util.OptionalLong;

/// The latest of the times it is told of.
final class NewestFile {
  private long seconds = Long.MIN_VALUE;

  void take(long mtimeSeconds) {
    seconds = Math.max(seconds, mtimeSeconds);
  }

  /// Since 1970; empty when it was told of none.
  OptionalLong seconds() {
    return seconds == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(seconds);
  }
}
