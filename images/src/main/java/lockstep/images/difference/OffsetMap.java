package lockstep.images.difference;

import java.util.Arrays;

/// Where the bytes of one file are in the other, by the copies between them. A byte that was not copied is taken to be
/// where its nearest copied neighbour leads; one that was copied more than once, where the longer run has it.
final class OffsetMap {
  private static final int INDEX_BITS = 21;

  private final int[] starts;
  private final int[] ends;
  private final int[] shifts;
  private int count;

  OffsetMap(Copies copies) {
    int most = copies.count();
    starts = new int[most];
    ends = new int[most];
    shifts = new int[most];
    long[] order = new long[most];
    for (int i = 0; i < most; i++) {
      order[i] = ((long) copies.baseStart(i) << INDEX_BITS) | i;
    }
    Arrays.sort(order);
    for (long entry : order) {
      int index = (int) (entry & ((1 << INDEX_BITS) - 1));
      int start = copies.baseStart(index);
      claim(start, start + copies.length(index), copies.targetStart(index) - start);
    }
  }

  private void claim(int start, int end, int shift) {
    int from = start;
    if (count > 0 && from < ends[count - 1]) {
      if (end - start > ends[count - 1] - starts[count - 1]) {
        ends[count - 1] = from;
        count -= starts[count - 1] == from ? 1 : 0;
      } else {
        from = ends[count - 1];
      }
    }
    if (from < end) {
      starts[count] = from;
      ends[count] = end;
      shifts[count] = shift;
      count++;
    }
  }

  /// @return the offset in the other file, possibly outside of it
  long map(long offset) {
    if (count == 0) {
      return offset;
    }
    int index = Arrays.binarySearch(starts, 0, count, (int) offset);
    int before = index >= 0 ? index : -index - 2;
    if (before < 0) {
      return offset + shifts[0];
    }
    boolean nearerToNext =
        before + 1 < count
            && offset >= ends[before]
            && offset - ends[before] > starts[before + 1] - offset;
    return offset + shifts[nearerToNext ? before + 1 : before];
  }
}
