package lockstep.images.difference;

import java.util.Arrays;

/// Where the tables begin that code jumps by: their entries are counted from there.
final class SwitchTables {
  private static final int MAX_TABLES = 1 << 20;

  private int[] starts = new int[16];
  private int count;

  /// Takes in the offset of what may be a table; no more than a million.
  void add(int offset) {
    if (count == MAX_TABLES) {
      return;
    }
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
    }
    starts[count++] = offset;
  }

  /// Sorts them; then they can be asked for.
  void close() {
    starts = Arrays.stream(starts, 0, count).sorted().distinct().toArray();
    count = starts.length;
  }

  int count() {
    return count;
  }

  int start(int index) {
    return starts[index];
  }

  /// @return the start of the table that a place belongs to, or the place when there is none
  int startBefore(int offset) {
    int index = Arrays.binarySearch(starts, 0, count, offset);
    int before = index >= 0 ? index : -index - 2;
    return before < 0 ? offset : starts[before];
  }
}
