package lockstep.agent.stage;

import java.io.IOException;
import lockstep.images.delta.Group;
import lockstep.images.delta.GroupBase;
import lockstep.images.delta.GroupOutput;
import lockstep.images.delta.GroupOutput.Difference;

/// What is to be made of one group. Safe for many threads.
final class GroupJob {
  private static final int UNUSED = -1;

  private final int number;
  private final Group group;
  private final String object;
  private final Bases bases;
  private final int[] entries;

  private GroupJob(int number, Group group, String object, Bases bases, int[] entries) {
    this.number = number;
    this.group = group;
    this.object = object;
    this.bases = bases;
    this.entries = entries;
  }

  /// @param number tells it from all others
  /// @param object the path of the object that has the frame
  static GroupJob of(int number, Group group, String object, Bases bases, PoolUse use)
      throws IOException {
    int[] entries = new int[group.outputs().size()];
    for (int i = 0; i < entries.length; i++) {
      GroupOutput output = group.outputs().get(i);
      boolean makeable =
          !(output.form() instanceof Difference difference)
              || bases.has(group.bases().get(difference.base()));
      entries[i] = makeable ? use.first(output) : UNUSED;
    }
    return new GroupJob(number, group, object, bases, entries);
  }

  int number() {
    return number;
  }

  Group group() {
    return group;
  }

  String object() {
    return object;
  }

  Bases bases() {
    return bases;
  }

  /// An entry that has output `index`; negative where that is not needed.
  int entry(int index) {
    return entries[index];
  }

  /// Whether anything that is needed is made with base `index`.
  boolean usesBase(int index) {
    if (group.bases().get(index).use() == GroupBase.Use.PREFIX) {
      return true;
    }
    for (int i = 0; i < entries.length; i++) {
      if (entries[i] >= 0
          && group.outputs().get(i).form() instanceof Difference difference
          && difference.base() == index) {
        return true;
      }
    }
    return false;
  }

  /// About how much memory outside the heap it takes at most.
  int memoryMib() {
    long bytes = group.plainBytes() + 2L * group.storedLength();
    long largest = 0;
    for (GroupOutput output : group.outputs()) {
      boolean isThere = output.form() instanceof GroupOutput.Raw;
      largest = Math.max(largest, isThere ? 0 : output.sizeBytes());
    }
    for (GroupBase base : group.bases()) {
      bytes += base.lengthBytes();
      largest = Math.max(largest, base.sizeBytes());
    }
    return (int) ((bytes + largest) >> 20) + 1;
  }
}
