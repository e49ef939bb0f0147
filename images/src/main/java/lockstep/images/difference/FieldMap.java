package lockstep.images.difference;

/// Which fields a file has, and where: at most one that begins in each four bytes, none overlapping another. Takes a
/// quarter of the file's size.
final class FieldMap {
  /// Every field is at least this long, so no two begin in the same four bytes.
  private static final int GROUP = Integer.BYTES;

  private static final int LONGEST = Long.BYTES;

  private final int size;

  /// 0, or one more than four times the kind's code plus the place within the group.
  private final byte[] groups;

  FieldMap(int size) {
    this.size = size;
    this.groups = new byte[size / GROUP + 1];
  }

  /// Takes a field in, unless one that was taken in earlier is in its way or it would lie outside.
  void add(long offset, Kind kind) {
    if (offset < 0 || offset > size - kind.width()) {
      return;
    }
    int start = (int) offset;
    for (int at = next(Math.max(0, start - LONGEST + 1), start + kind.width());
        at < start + kind.width();
        at = next(at + 1, start + kind.width())) {
      if (at + kind(at).width() > start) {
        return;
      }
    }
    groups[start / GROUP] = (byte) (1 + kind.code() * GROUP + start % GROUP);
  }

  /// @return where the first field at or behind `from` begins, or `end` when none does before that
  int next(int from, int end) {
    int last = Math.min(end, size);
    for (int group = from / GROUP; group * GROUP < last; group++) {
      int entry = groups[group];
      if (entry != 0) {
        int at = group * GROUP + Math.floorMod(entry - 1, GROUP);
        if (at >= from && at < last) {
          return at;
        }
      }
    }
    return end;
  }

  /// Of the field that begins here; there is one.
  Kind kind(int offset) {
    return Kind.of((Byte.toUnsignedInt(groups[offset / GROUP]) - 1) / GROUP);
  }
}
