package lockstep.agent.source;

import java.io.IOException;
import java.nio.ByteBuffer;

/// How far a range has come; survives the answers it arrives in.
final class RangeProgress {
  private final ByteSink sink;
  private final long end;
  private long position;

  RangeProgress(long offset, long length, ByteSink sink) {
    if (offset < 0 || length < 0 || offset + length < 0) {
      throw new IllegalArgumentException("no range: " + length + " bytes from " + offset);
    }
    this.sink = sink;
    this.position = offset;
    this.end = offset + length;
  }

  /// Hands on what belongs to the range.
  ///
  /// @return false when there was more than that
  boolean take(ByteBuffer bytes) throws IOException {
    int taken = (int) Math.min(bytes.remaining(), end - position);
    if (taken > 0) {
      ByteBuffer mine = bytes.slice(bytes.position(), taken);
      // Counted first: what a failing sink saw is never sent to it again.
      position += taken;
      sink.accept(mine);
    }
    return taken == bytes.remaining();
  }

  long position() {
    return position;
  }

  long end() {
    return end;
  }

  boolean isComplete() {
    return position == end;
  }
}
