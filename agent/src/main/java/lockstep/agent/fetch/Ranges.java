package lockstep.agent.fetch;

import java.util.Arrays;
import java.util.function.Consumer;

/// Parts of one object, 8 bytes each, joined into requests. Not for several threads.
final class Ranges {
  /// A run of bytes.
  record Range(long offset, long length) {
    long end() {
      return offset + length;
    }
  }

  /// Bytes between two parts that are cheaper to fetch than another request is to send.
  static final long GAP_BYTES = 32 * 1024;

  /// The most one request asks for, so that a few run side by side and an interruption costs little.
  static final long REQUEST_BYTES = 8L * 1024 * 1024;

  private static final int LENGTH_BITS = 28;
  private static final long MAX_OFFSET = 1L << (63 - LENGTH_BITS);

  private long[] parts = new long[16];
  private int count;

  /// @param offset below 32 GiB
  /// @param length below 256 MiB
  void add(long offset, int length) {
    if (offset < 0 || offset >= MAX_OFFSET || length < 0 || length >= 1 << LENGTH_BITS) {
      throw new IllegalArgumentException("no part of an object: %d+%d".formatted(offset, length));
    }
    if (count == parts.length) {
      parts = Arrays.copyOf(parts, count * 2);
    }
    parts[count++] = offset << LENGTH_BITS | length;
  }

  /// Tells the requests that bring what `had` does not have of the parts, in order of their offsets.
  void requests(HadRanges had, Consumer<Range> consumer) {
    Arrays.sort(parts, 0, count);
    Range open = null;
    for (int i = 0; i < count; i++) {
      Range part = new Range(parts[i] >>> LENGTH_BITS, parts[i] & ((1L << LENGTH_BITS) - 1));
      for (Range missing : had.missing(part)) {
        if (open == null) {
          open = missing;
        } else if (missing.offset <= open.end() + GAP_BYTES
            && Math.max(open.end(), missing.end()) - open.offset <= REQUEST_BYTES) {
          open = new Range(open.offset, Math.max(open.end(), missing.end()) - open.offset);
        } else {
          consumer.accept(open);
          open = missing;
        }
      }
    }
    if (open != null) {
      consumer.accept(open);
    }
  }
}
