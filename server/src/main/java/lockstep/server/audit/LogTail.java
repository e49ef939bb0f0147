package lockstep.server.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/// The end of the log: its newest whole line, and what a crash left of one that was being written.
final class LogTail {
  private final byte[] newest;
  private final byte[] torn;
  private final long end;

  private LogTail(byte[] newest, byte[] torn, long end) {
    this.newest = newest;
    this.torn = torn;
    this.end = end;
  }

  /// @return the tail; both parts are empty when no line ends within the bytes that two lines can have
  static LogTail read(FileChannel log) throws IOException {
    long size = log.size();
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(size, 2L * AuditEntry.MAX_LINE_BYTES));
    long start = size - buffer.capacity();
    while (buffer.hasRemaining()) {
      if (log.read(buffer, start + buffer.position()) < 0) {
        throw new IOException("the audit log became shorter while it was read");
      }
    }
    byte[] bytes = buffer.array();
    int end = lastBreak(bytes, bytes.length) + 1;
    int begin = end == 0 ? 0 : lastBreak(bytes, end - 1) + 1;
    return new LogTail(
        Arrays.copyOfRange(bytes, begin, end),
        Arrays.copyOfRange(bytes, end, bytes.length),
        start + end);
  }

  /// With its line break; empty for a log without a line.
  byte[] newest() {
    return newest;
  }

  /// What follows the last line break.
  byte[] torn() {
    return torn;
  }

  /// Where the last whole line ends.
  long end() {
    return end;
  }

  private static int lastBreak(byte[] bytes, int before) {
    int at = before - 1;
    while (at >= 0 && bytes[at] != '\n') {
      at--;
    }
    return at;
  }
}
