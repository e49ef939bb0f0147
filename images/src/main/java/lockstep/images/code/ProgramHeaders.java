package lockstep.images.code;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// The program headers of an x86-64 ELF file, as far as they make sense: everything here lies inside the file.
final class ProgramHeaders {
  private static final int HEADER_BYTES = 64;
  private static final int SEGMENT_BYTES = 56;
  private static final int MAX_SEGMENTS = 64;

  /// Little-endian 64-bit ELF, as its first six bytes say.
  private static final long IDENT = 0x0102464c457fL;

  private static final int X86_64 = 62;

  private ProgramHeaders() {}

  /// @param offset in the file
  /// @param bytes in the file
  record Segment(int type, int flags, int offset, int bytes) {
    int end() {
      return offset + bytes;
    }
  }

  /// @param file from position 0 to limit
  /// @return those segments that lie in the file behind the headers; empty when it is no such file
  static List<Segment> of(ByteBuffer file) {
    ByteBuffer in = file.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (in.limit() < HEADER_BYTES
        || (in.getLong(0) & 0xffff_ffff_ffffL) != IDENT
        || in.getShort(18) != X86_64
        || in.getShort(54) != SEGMENT_BYTES) {
      return List.of();
    }
    long table = in.getLong(32);
    int count = Short.toUnsignedInt(in.getShort(56));
    long end = table + (long) count * SEGMENT_BYTES;
    if (count > MAX_SEGMENTS || table < HEADER_BYTES || end > in.limit()) {
      return List.of();
    }
    List<Segment> segments = new ArrayList<>();
    for (int at = (int) table; at < end; at += SEGMENT_BYTES) {
      addBehind((int) end, in, at, segments);
    }
    return segments;
  }

  /// What of the segment lies behind the headers, which are never changed: they must read alike on both ways.
  private static void addBehind(int headersEnd, ByteBuffer in, int at, List<Segment> segments) {
    long offset = in.getLong(at + 8);
    long end = offset + in.getLong(at + 32);
    if (offset < 0 || end < offset || end > in.limit()) {
      return;
    }
    long from = Math.max(offset, headersEnd);
    if (from < end) {
      segments.add(new Segment(in.getInt(at), in.getInt(at + 4), (int) from, (int) (end - from)));
    }
  }
}
