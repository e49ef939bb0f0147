package lockstep.images.code;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/// The tables by which a program is unwound, with what can be foretold taken away.
///
/// `.eh_frame` describes functions one after the other: where each begins is told as the distance to the end of the one before
/// it, mostly nothing. `.eh_frame_hdr` is a sorted table of the same: what `.eh_frame` foretells is taken off, all of it. Only
/// the form that compilers for x86-64 Linux write is foretold (Linux Standard Base 5.0, core, section 10.6: pointers of four
/// bytes, relative to their place or to the table); another keeps its bytes, or gets worse ones, and comes back all the same.
final class FrameTables {
  private static final int GNU_EH_FRAME = 0x6474e550;

  /// Version 1; the encodings of the pointer to `.eh_frame`, of the count, of the table.
  private static final int FORM = 0x3b031b01;

  private static final int HEADER_BYTES = 12;
  private static final int ENTRY_BYTES = 8;
  private static final int MIN_FRAME_BYTES = 16;

  /// More functions than that are not foretold: a bound for the memory of whoever reads.
  private static final int MAX_FUNCTIONS = 1 << 19;

  private final ByteBuffer in;

  /// Where `.eh_frame_hdr` lies. `.eh_frame` is in the same segment, as far away in the file as in memory.
  private final int header;

  private final long[] foretold;
  private int functions;

  private FrameTables(ByteBuffer in, ProgramHeaders.Segment segment, int count) {
    this.in = in;
    this.header = segment.offset();
    this.foretold = new long[count];
  }

  private static Optional<FrameTables> of(ByteBuffer file) {
    ByteBuffer in = file.slice().order(ByteOrder.LITTLE_ENDIAN);
    for (ProgramHeaders.Segment segment : ProgramHeaders.of(in)) {
      if (segment.type() == GNU_EH_FRAME
          && segment.bytes() >= HEADER_BYTES
          && in.getInt(segment.offset()) == FORM) {
        int room = (segment.bytes() - HEADER_BYTES) / ENTRY_BYTES;
        int count = in.getInt(segment.offset() + 8);
        return count < 0 || count > Math.min(room, MAX_FUNCTIONS)
            ? Optional.empty()
            : Optional.of(new FrameTables(in, segment, count));
      }
    }
    return Optional.empty();
  }

  /// Takes away what is foretold.
  static void reduce(ByteBuffer file) {
    of(file)
        .ifPresent(tables -> {
          tables.walk(1);
          tables.changeTable(-1);
        });
  }

  /// Gives it back.
  static void restore(ByteBuffer file) {
    of(file)
        .ifPresent(tables -> {
          tables.walk(-1);
          tables.changeTable(1);
        });
  }

  /// Goes through `.eh_frame`; only the four bytes that say where a function begins are changed, so both ways walk alike.
  ///
  /// @param way 1 to reduce, -1 to restore
  private void walk(int way) {
    long at = header + 4L + in.getInt(header + 4);
    long expected = 0;
    while (at > header && at <= in.limit() - MIN_FRAME_BYTES && functions < foretold.length) {
      long length = Integer.toUnsignedLong(in.getInt((int) at));
      if (length < 4 || length > in.limit() - at - 4) {
        break;
      }
      if (in.getInt((int) at + 4) != 0 && length >= MIN_FRAME_BYTES - 4) {
        expected = function((int) at, expected, way);
      }
      at += 4 + length;
    }
    Arrays.sort(foretold, 0, functions);
  }

  /// @return where the function ends, which is where the next is expected; all relative to the table's address
  private long function(int at, long expected, int way) {
    int field = at + 8;
    int place = field - header;
    int found = in.getInt(field);
    int begin = way > 0 ? found + place : found + (int) expected;
    in.putInt(field, way > 0 ? begin - (int) expected : begin - place);
    foretold[functions++] = (long) begin << 32 | Integer.toUnsignedLong(at - header);
    return (long) begin + in.getInt(field + 4);
  }

  /// @param sign of what is added to the table
  private void changeTable(int sign) {
    for (int i = 0; i < functions; i++) {
      int entry = header + HEADER_BYTES + i * ENTRY_BYTES;
      in.putInt(entry, in.getInt(entry) + sign * (int) (foretold[i] >> 32));
      in.putInt(entry + 4, in.getInt(entry + 4) + sign * (int) foretold[i]);
    }
  }
}
