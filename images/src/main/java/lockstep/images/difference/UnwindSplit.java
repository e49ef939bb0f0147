package lockstep.images.difference;

import java.nio.ByteBuffer;
import lockstep.images.IntegrityException;

/// Whether a target's table of unwind entries need not be sent, and so what of base and target need not be compared.
///
/// @param handling of the target's table
/// @param base its table; empty when there is none or it is of no use
/// @param target its table, when it is made
record UnwindSplit(Rebuild.Unwind handling, Range base, Range target) {
  /// @param end behind the last offset
  record Range(int start, int end) {
    static final Range EMPTY = new Range(0, 0);

    static Range of(UnwindTable table, View file) {
      return table.start() >= file.size() ? EMPTY : new Range(table.start(), table.end());
    }

    boolean isEmpty() {
      return start == end;
    }
  }

  private static final UnwindSplit NONE =
      new UnwindSplit(Rebuild.Unwind.SENT, Range.EMPTY, Range.EMPTY);

  static UnwindSplit of(Program from, Program to) {
    Segments visible = Segments.of(to.file(), Rebuild.headBytes(from));
    Range target = Range.of(UnwindTable.of(to.file(), visible), to.file());
    if (target.isEmpty() || !canBeMade(to.file(), visible, target)) {
      return NONE;
    }
    UnwindTable table = UnwindTable.of(from.file(), from.segments());
    return new UnwindSplit(Rebuild.Unwind.MADE, Range.of(table, from.file()), target);
  }

  private static boolean canBeMade(View file, Segments segments, Range range) {
    View copy = new View(ByteBuffer.allocate(file.size()));
    for (int i = 0; i < file.size(); i++) {
      copy.put(i, i < range.start || i >= range.end ? file.get(i) : 0);
    }
    try {
      UnwindTable.of(copy, segments).write();
    } catch (IntegrityException e) {
      return false;
    }
    for (int i = range.start; i < range.end; i++) {
      if (copy.get(i) != file.get(i)) {
        return false;
      }
    }
    return true;
  }
}
