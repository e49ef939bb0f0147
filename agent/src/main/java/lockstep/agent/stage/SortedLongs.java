package lockstep.agent.stage;

import java.util.Arrays;

/// A set of numbers, 8 bytes an element, for asking of a million: first all are added, then it is [sealed][#seal] and asked.
final class SortedLongs {
  private long[] values;
  private int count;

  /// @param expected how many will be added, about
  SortedLongs(long expected) {
    values = new long[Math.clamp(expected, 16, 1 << 20)];
  }

  void add(long value) {
    if (count == values.length) {
      values = Arrays.copyOf(values, count + count / 2);
    }
    values[count++] = value;
  }

  /// @return this, ready to be asked
  SortedLongs seal() {
    Arrays.sort(values, 0, count);
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (i == 0 || values[i] != values[i - 1]) {
        values[kept++] = values[i];
      }
    }
    count = kept;
    return this;
  }

  int size() {
    return count;
  }

  /// Which of the different numbers it is, from 0; negative when it is none.
  int indexOf(long value) {
    return Arrays.binarySearch(values, 0, count, value);
  }

  boolean contains(long value) {
    return indexOf(value) >= 0;
  }
}
