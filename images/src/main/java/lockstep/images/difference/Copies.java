package lockstep.images.difference;

import java.util.Arrays;

/// Runs of a target that are taken from the base, in the target's order, without overlap there.
final class Copies {
  /// More are not made, and not read.
  static final int MAX_COPIES = 1 << 20;

  private static final int FIELDS = 3;

  private int[] fields = new int[FIELDS * 16];
  private int count;

  void add(int baseStart, int targetStart, int length) {
    if (fields.length == count * FIELDS) {
      fields = Arrays.copyOf(fields, 2 * fields.length);
    }
    fields[count * FIELDS] = baseStart;
    fields[count * FIELDS + 1] = targetStart;
    fields[count * FIELDS + 2] = length;
    count++;
  }

  /// The same seen from the target: what of the base is where in it.
  Copies reversed() {
    Copies reversed = new Copies();
    for (int i = 0; i < count; i++) {
      reversed.add(targetStart(i), baseStart(i), length(i));
    }
    return reversed;
  }

  int count() {
    return count;
  }

  int baseStart(int index) {
    return fields[index * FIELDS];
  }

  int targetStart(int index) {
    return fields[index * FIELDS + 1];
  }

  int length(int index) {
    return fields[index * FIELDS + 2];
  }
}
