package lockstep.images.difference;

import java.util.Arrays;

/// The sorted suffixes of a text, by induced sorting (Nong, Zhang, Chan, "Linear suffix array construction by almost
/// pure induced-sorting", 2009): linear time, some 12 bytes per symbol.
final class SuffixArray {
  private static final int NONE = -1;

  private final int[] text;
  private final int symbols;
  private final boolean[] small;
  private final int[] sorted;

  private SuffixArray(int[] text, int symbols) {
    this.text = text;
    this.symbols = symbols;
    this.small = smallTypes(text);
    this.sorted = new int[text.length];
  }

  /// @param text symbols, each below `symbols`
  /// @return the starts of the suffixes in their order; a suffix that is a prefix of another comes first
  static int[] of(char[] text, int symbols) {
    int[] wide = new int[text.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = text[i];
    }
    return of(wide, symbols);
  }

  /// @param text symbols, each at least 0 and below `symbols`
  /// @return the starts of the suffixes in their order; a suffix that is a prefix of another comes first
  static int[] of(int[] text, int symbols) {
    if (text.length < 2) {
      return new int[text.length];
    }
    return new SuffixArray(text, symbols).sort();
  }

  /// A suffix is small when it sorts before the one that starts a symbol later.
  private static boolean[] smallTypes(int[] text) {
    boolean[] small = new boolean[text.length];
    for (int i = text.length - 2; i >= 0; i--) {
      small[i] = text[i] < text[i + 1] || (text[i] == text[i + 1] && small[i + 1]);
    }
    return small;
  }

  private int[] sort() {
    int[] lefts = new int[text.length / 2 + 1];
    int count = 0;
    for (int i = 1; i < text.length; i++) {
      if (isLeftmost(i)) {
        lefts[count++] = i;
      }
    }
    induce(lefts, count);
    if (count > 1) {
      induce(orderOf(lefts, count), count);
    }
    return sorted;
  }

  /// Whether a run of small suffixes begins here: those are sorted first and induce all others.
  private boolean isLeftmost(int i) {
    return i > 0 && small[i] && !small[i - 1];
  }

  private int[] orderOf(int[] lefts, int count) {
    int[] names = new int[text.length];
    int[] inOrder = new int[count];
    int kept = 0;
    for (int place : sorted) {
      if (isLeftmost(place)) {
        inOrder[kept++] = place;
      }
    }
    int name = 0;
    for (int i = 1; i < count; i++) {
      if (!sameRun(inOrder[i - 1], inOrder[i])) {
        name++;
      }
      names[inOrder[i]] = name;
    }
    if (name + 1 == count) {
      return inOrder;
    }
    int[] shorter = new int[count];
    for (int i = 0; i < count; i++) {
      shorter[i] = names[lefts[i]];
    }
    int[] order = of(shorter, name + 1);
    for (int i = 0; i < count; i++) {
      inOrder[i] = lefts[order[i]];
    }
    return inOrder;
  }

  /// Whether the texts from each of two leftmost places to the next leftmost place are equal.
  private boolean sameRun(int a, int b) {
    for (int i = 0; ; i++) {
      if (a + i == text.length || b + i == text.length) {
        return false;
      }
      boolean endA = i > 0 && isLeftmost(a + i);
      boolean endB = i > 0 && isLeftmost(b + i);
      if (text[a + i] != text[b + i] || endA != endB) {
        return false;
      }
      if (endA) {
        return true;
      }
    }
  }

  /// Sorts all suffixes, given some order of the leftmost ones.
  private void induce(int[] lefts, int count) {
    Arrays.fill(sorted, NONE);
    int[] starts = bucketStarts();
    int[] ends = Arrays.copyOfRange(starts, 1, symbols + 1);
    for (int i = count - 1; i >= 0; i--) {
      sorted[--ends[text[lefts[i]]]] = lefts[i];
    }
    int[] next = starts.clone();
    sorted[next[text[text.length - 1]]++] = text.length - 1;
    for (int i = 0; i < sorted.length; i++) {
      int before = sorted[i] - 1;
      if (before >= 0 && !small[before]) {
        sorted[next[text[before]]++] = before;
      }
    }
    System.arraycopy(starts, 1, ends, 0, symbols);
    for (int i = sorted.length - 1; i >= 0; i--) {
      int before = sorted[i] - 1;
      if (before >= 0 && small[before]) {
        sorted[--ends[text[before]]] = before;
      }
    }
  }

  private int[] bucketStarts() {
    int[] starts = new int[symbols + 1];
    for (int symbol : text) {
      starts[symbol + 1]++;
    }
    for (int i = 0; i < symbols; i++) {
      starts[i + 1] += starts[i];
    }
    return starts;
  }
}
