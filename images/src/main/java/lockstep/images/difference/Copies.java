package lockstep.images.difference;

import java.util.Arrays;

/// Runs of a target that are taken from the base, in the target's order, without overlap there.
final class Copies {
  private static final int FIELDS = 3;

  private int[] fields = new int[FIELDS * 64];
  private int count;

  void add(int baseStart, int targetStart, int length) {
    if (length == 0) {
      return;
    }
    if (fields.length == count * FIELDS) {
      fields = Arrays.copyOf(fields, 2 * fields.length);
    }
    fields[count * FIELDS] = baseStart;
    fields[count * FIELDS + 1] = targetStart;
    fields[count * FIELDS + 2] = length;
    count++;
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
