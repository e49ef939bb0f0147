package lockstep.images.code;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// Where an x86-64 ELF file has code, by its headers alone. Whatever they say, ranges lie inside the file and after them.
final class CodeRanges {
  private static final int HEADER_BYTES = 64;
  private static final int SEGMENT_BYTES = 56;
  private static final int MAX_SEGMENTS = 64;

  /// Little-endian 64-bit ELF, as its first six bytes say.
  private static final long IDENT = 0x0102464c457fL;

  private static final int X86_64 = 62;
  private static final int LOADED = 1;
  private static final int EXECUTABLE = 1;

  private CodeRanges() {}

  record Range(int from, int to) {}

  /// @param file from position 0 to limit
  /// @return ascending, without overlap; empty when the file is none of those
  static List<Range> of(ByteBuffer file) {
    ByteBuffer in = file.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (in.limit() < HEADER_BYTES
        || (in.getLong(0) & 0xffff_ffff_ffffL) != IDENT
        || in.getShort(18) != X86_64
        || in.getShort(54) != SEGMENT_BYTES) {
      return List.of();
    }
    long table = in.getLong(32);
    int segments = Short.toUnsignedInt(in.getShort(56));
    long tableEnd = table + (long) segments * SEGMENT_BYTES;
    if (segments > MAX_SEGMENTS || table < HEADER_BYTES || tableEnd > in.limit()) {
      return List.of();
    }
    return segments(in, (int) table, segments, (int) tableEnd);
  }

  private static List<Range> segments(ByteBuffer in, int table, int count, int headersEnd) {
    List<Range> ranges = new ArrayList<>();
    long last = headersEnd;
    for (int at = table; at < table + count * SEGMENT_BYTES; at += SEGMENT_BYTES) {
      long offset = in.getLong(at + 8);
      long end = offset + in.getLong(at + 32);
      if (in.getInt(at) == LOADED && (in.getInt(at + 4) & EXECUTABLE) != 0) {
        if (offset < 0 || end < offset || end > in.limit()) {
          return List.of();
        }
        long from = Math.max(offset, last);
        if (end > from) {
          ranges.add(new Range((int) from, (int) end));
          last = end;
        }
      }
    }
    return ranges;
  }
}
