package lockstep.images.difference;

import java.util.function.IntPredicate;

/// The words of a target whose value its relocations say, once those are known: linkers write it twice.
final class RelocatedWords {
  private static final int ENTRY = TableFields.RELOCATION_BYTES;

  private final View target;
  private final Machine machine;
  private final int start;
  private final int count;

  /// How many of the entries, from the first on, are relative; -1 as long as nobody asked.
  private int relative = -1;

  private RelocatedWords(View target, Machine machine, int start, int count) {
    this.target = target;
    this.machine = machine;
    this.start = start;
    this.count = count;
  }

  /// The target has them where the longest table of relocations of the base leads.
  static RelocatedWords of(Program base, View target, OffsetMap offsets) {
    int start = 0;
    int count = 0;
    for (Section section : base.sections()) {
      if (section.type() == Section.RELOCATIONS && section.size() / ENTRY > count) {
        long from = offsets.map(section.offset());
        long to = offsets.map(section.end() - 1L) + 1;
        if (target.holds(from, Math.max(0, to - from)) && to - from >= ENTRY) {
          start = (int) from;
          count = (int) (to - from) / ENTRY;
        }
      }
    }
    return new RelocatedWords(target, base.header().machine(), start, count);
  }

  /// The value of the word that is loaded at an address.
  ///
  /// @param known how much of the target is known, in bytes
  /// @param otherwise the answer when no relocation is known that says it
  long at(long address, int known, long otherwise) {
    if (start + count * ENTRY > known) {
      return otherwise;
    }
    if (relative < 0) {
      relative = firstBehind(entry -> machine.isRelative(target.int32(entry + 8)), count);
    }
    int index = firstBehind(entry -> target.int64(entry) < address, relative);
    int entry = start + index * ENTRY;
    return index < relative && target.int64(entry) == address
        ? target.int64(entry + 16)
        : otherwise;
  }

  /// Linkers put relative ones first, in the order of their places: in tables of others, nothing is found.
  private int firstBehind(IntPredicate before, int end) {
    int low = 0;
    int high = end;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (before.test(start + middle * ENTRY)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
