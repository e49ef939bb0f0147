package lockstep.images.difference;

import java.util.Arrays;

/// How the best ways to each place came about: every step says what happens from a place on, and which step was before.
final class Trail {
  /// Nothing is copied.
  static final int FRESH = Integer.MIN_VALUE;

  private static final int FIELDS = 4;

  private int[] steps = new int[FIELDS * 256];
  private int count;

  /// @param shift base offset minus target offset of the copy that begins, or [#FRESH]
  /// @param lastShift that of the last copy, this one included
  /// @return the step
  int add(int before, int start, int shift, int lastShift) {
    if (steps.length == count * FIELDS) {
      steps = Arrays.copyOf(steps, 2 * steps.length);
    }
    steps[count * FIELDS] = before;
    steps[count * FIELDS + 1] = start;
    steps[count * FIELDS + 2] = shift;
    steps[count * FIELDS + 3] = lastShift;
    return count++;
  }

  boolean isFresh(int step) {
    return steps[step * FIELDS + 2] == FRESH;
  }

  int lastShift(int step) {
    return steps[step * FIELDS + 3];
  }

  /// The copies of the way that ends with a step at the end of the target.
  Copies copies(int last, int end) {
    int count = 0;
    for (int step = last; step >= 0; step = steps[step * FIELDS]) {
      count++;
    }
    int[] way = new int[count];
    for (int step = last; step >= 0; step = steps[step * FIELDS]) {
      way[--count] = step;
    }
    Copies copies = new Copies();
    for (int i = 0; i < way.length; i++) {
      int start = steps[way[i] * FIELDS + 1];
      int stop = i + 1 < way.length ? steps[way[i + 1] * FIELDS + 1] : end;
      if (!isFresh(way[i]) && stop > start) {
        copies.add(start + steps[way[i] * FIELDS + 2], start, stop - start);
      }
    }
    return copies;
  }
}
