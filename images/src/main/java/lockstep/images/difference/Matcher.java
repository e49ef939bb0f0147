package lockstep.images.difference;

/// Finds for any place of a target the longest run of the base that begins there.
final class Matcher {
  private final char[] base;
  private final char[] target;
  private final int[] sorted;

  private int place;
  private int length;

  Matcher(char[] base, char[] target) {
    this.base = base;
    this.target = target;
    this.sorted = SuffixArray.of(base, Symbols.COUNT);
  }

  /// Looks the target's symbols from `from` on up; [#place] and [#length] have the answer.
  void find(int from) {
    place = 0;
    length = 0;
    int low = 0;
    int high = sorted.length - 1;
    int commonLow = 0;
    int commonHigh = 0;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int start = sorted[middle];
      int common = common(start, from, Math.min(commonLow, commonHigh));
      if (common > length) {
        length = common;
        place = start;
      }
      if (from + common == target.length) {
        return;
      }
      if (start + common == base.length || base[start + common] < target[from + common]) {
        low = middle + 1;
        commonLow = common;
      } else {
        high = middle - 1;
        commonHigh = common;
      }
    }
  }

  private int common(int start, int from, int known) {
    int most = Math.min(base.length - start, target.length - from);
    int common = known;
    while (common < most && base[start + common] == target[from + common]) {
      common++;
    }
    return common;
  }

  /// Where in the base the run lies that was found last.
  int place() {
    return place;
  }

  /// Its length, 0 when the base has not even the first symbol.
  int length() {
    return length;
  }
}
