package lockstep.images.difference;

import java.util.Arrays;
import lockstep.images.IntegrityException;

/// The table behind the head of `.eh_frame_hdr`: for each function where it begins and where its unwind entry lies, in
/// the order of the functions. All of it follows from `.eh_frame`, so it is made again instead of sent.
final class UnwindTable {
  private static final int HEAD_BYTES = 12;
  private static final int ENTRY_BYTES = 8;

  /// A function needs at least so much for its code, its unwind entry and its place in the table: tables that claim
  /// more functions are taken for empty, which bounds the memory to sort them.
  private static final int MIN_BYTES_PER_ENTRY = 40;

  /// Version 1; pointers relative to themselves, count absolute, entries relative to the head; all of four bytes.
  private static final int HEAD = 0x3b031b01;

  private static final int NOWHERE = Integer.MAX_VALUE;

  private final View target;
  private final Segments segments;
  private final int start;

  private int end = NOWHERE;

  private UnwindTable(View target, Segments segments, int start) {
    this.target = target;
    this.segments = segments;
    this.start = start;
  }

  /// @param target all of it but the table may come later; the program headers are known
  static UnwindTable of(View target, Segments segments) {
    int head = segments.unwindOffset();
    return head < 0 ? none(target) : new UnwindTable(target, segments, head + HEAD_BYTES);
  }

  /// A target that has none, or whose table is sent.
  static UnwindTable none(View target) {
    return new UnwindTable(target, Segments.of(target, 0), NOWHERE);
  }

  /// Where it begins, or more than any offset.
  int start() {
    return start;
  }

  /// Where it ends; everything before its start must be known.
  int end() {
    if (end == NOWHERE && start < target.size()) {
      int head = start - HEAD_BYTES;
      long count = Integer.toUnsignedLong(target.int32(head + 8));
      boolean plain = target.int32(head) == HEAD && count <= target.size() / MIN_BYTES_PER_ENTRY;
      end = (int) Math.min(target.size(), start + (plain ? count * ENTRY_BYTES : 0));
    }
    return end;
  }

  /// Writes it; everything else must be known.
  ///
  /// @throws IntegrityException when the target's unwind entries do not make it
  void write() throws IntegrityException {
    if (start >= target.size()) {
      return;
    }
    int head = start - HEAD_BYTES;
    long origin = segments.address(head);
    long frames = segments.offset(origin + 4 + target.int32(head + 4));
    long[] entries = new long[(end() - start) / ENTRY_BYTES];
    int count = 0;
    UnwindReader reader =
        new UnwindReader(target, Math.clamp(frames, 0, target.size()), target.size());
    while (count < entries.length && reader.next()) {
      if (!reader.isCommon()) {
        if (!reader.hasPlainStart()) {
          break;
        }
        long function = segments.address(reader.start()) + target.int32(reader.start());
        long entry = segments.address(reader.offset());
        entries[count++] = ((function - origin) << Integer.SIZE) | ((entry - origin) & 0xffffffffL);
      }
    }
    if (count < entries.length || start + count * ENTRY_BYTES != end) {
      throw new IntegrityException(
          "a difference makes unwind entries that do not make their table");
    }
    Arrays.sort(entries);
    for (int i = 0; i < count; i++) {
      target.put32(start + i * ENTRY_BYTES, (int) (entries[i] >> Integer.SIZE));
      target.put32(start + i * ENTRY_BYTES + 4, (int) entries[i]);
    }
  }
}
