package lockstep.images.delta;

import java.util.List;
import lockstep.images.IntegrityException;

/// What must hold in a group, whoever wrote it: all before anything of the stated sizes is allocated.
final class GroupChecks {
  private GroupChecks() {}

  static void require(Group group) throws IntegrityException {
    boolean sane =
        group.storedLength() > 0
            && group.storedLength() <= Group.MAX_BYTES
            && group.bases().size() <= Group.MAX_BASES
            && !group.outputs().isEmpty()
            && group.outputs().size() <= Group.MAX_OUTPUTS
            && group.bases().stream().allMatch(GroupChecks::isSane)
            && group.outputs().stream().allMatch(output -> isSane(output, group.bases()))
            && group.plainBytes() <= Group.MAX_BYTES
            && group.prefixBytes() <= Group.MAX_BYTES;
    if (!sane) {
      throw new IntegrityException(
          "the group index has an impossible group of %d bytes, %d bases, %d outputs"
              .formatted(group.storedLength(), group.bases().size(), group.outputs().size()));
    }
  }

  private static boolean isSane(GroupBase base) {
    return isLength(base.sizeBytes()) && isLength(base.textBytes().orElse(0));
  }

  private static boolean isSane(GroupOutput output, List<GroupBase> bases) {
    return isLength(output.sizeBytes())
        && areEntries(output.entries())
        && isSane(output.form(), bases);
  }

  private static boolean isSane(GroupOutput.Form form, List<GroupBase> bases) {
    return switch (form) {
      case GroupOutput.Raw(), GroupOutput.Code() -> true;
      case GroupOutput.Gzip gzip ->
          isLength(gzip.textBytes()) && gzip.recipe().length() <= GroupIndexFormat.MAX_RECIPE_BYTES;
      case GroupOutput.Difference difference ->
          difference.base() >= 0
              && difference.base() < bases.size()
              && isLength(difference.controlBytes())
              && isLength(difference.diffBytes())
              && isLength(difference.extraBytes());
    };
  }

  private static boolean areEntries(List<Integer> entries) {
    int last = -1;
    for (int entry : entries) {
      if (entry <= last || entry >= GroupIndexFormat.MAX_ENTRY) {
        return false;
      }
      last = entry;
    }
    return true;
  }

  private static boolean isLength(int bytes) {
    return bytes >= 0 && bytes <= Group.MAX_BYTES;
  }
}
