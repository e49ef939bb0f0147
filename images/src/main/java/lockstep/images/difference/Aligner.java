package lockstep.images.difference;

/// Walks the target and decides which of its runs are taken from the base, although some of their bytes differ.
final class Aligner {
  /// A found run must explain this many bytes more than going on at the present distance would.
  private static final int WORTHWHILE_BYTES = 8;

  private final int[] base;
  private final int[] target;
  private final Matcher matcher;
  private final Copies copies = new Copies();

  private int targetStart;
  private int baseStart;

  Aligner(int[] base, int[] target, int symbols) {
    this.base = base;
    this.target = target;
    this.matcher = new Matcher(base, target, symbols);
  }

  Copies align() {
    int scan = 0;
    int length = 0;
    while (scan < target.length) {
      int explained = 0;
      int counted = scan += length;
      for (; scan < target.length; scan++) {
        matcher.find(scan);
        length = matcher.length();
        for (; counted < scan + length; counted++) {
          explained += matchesHere(counted);
        }
        if ((length == explained && length != 0) || length > explained + WORTHWHILE_BYTES) {
          break;
        }
        explained -= matchesHere(scan);
      }
      if (length != explained || scan == target.length) {
        boolean end = scan == target.length;
        cut(scan, end ? 0 : matcher.place(), end);
      }
    }
    return copies;
  }

  /// 1 when the run under way, carried on, has the right byte at this place of the target, else 0.
  private int matchesHere(int at) {
    long from = (long) at + baseStart - targetStart;
    return from >= 0 && from < base.length && base[(int) from] == target[at] ? 1 : 0;
  }

  /// Ends the run under way somewhere before `scan`, where the next begins, or a little before.
  private void cut(int scan, int place, boolean end) {
    int forward = forward(scan);
    int backward = end ? 0 : backward(scan, place);
    int overlap = targetStart + forward - (scan - backward);
    if (overlap > 0) {
      int kept = bestSplit(scan, place, forward, backward, overlap);
      forward += kept - overlap;
      backward -= kept;
    }
    copies.add(baseStart, targetStart, forward);
    targetStart = scan - backward;
    baseStart = place - backward;
  }

  private int forward(int scan) {
    int best = 0;
    int bestScore = 0;
    int score = 0;
    for (int i = 0; targetStart + i < scan && baseStart + i < base.length; ) {
      score += base[baseStart + i] == target[targetStart + i] ? 1 : 0;
      i++;
      if (2 * score - i > bestScore) {
        bestScore = 2 * score - i;
        best = i;
      }
    }
    return best;
  }

  private int backward(int scan, int place) {
    int best = 0;
    int bestScore = 0;
    int score = 0;
    for (int i = 1; i <= place && scan - i >= targetStart; i++) {
      score += base[place - i] == target[scan - i] ? 1 : 0;
      if (2 * score - i > bestScore) {
        bestScore = 2 * score - i;
        best = i;
      }
    }
    return best;
  }

  /// How much of the bytes that both runs claim the former keeps.
  private int bestSplit(int scan, int place, int forward, int backward, int overlap) {
    int best = 0;
    int bestScore = 0;
    int score = 0;
    for (int i = 0; i < overlap; i++) {
      int former = forward - overlap + i;
      int latter = backward - i;
      score += base[baseStart + former] == target[targetStart + former] ? 1 : 0;
      score -= base[place - latter] == target[scan - latter] ? 1 : 0;
      if (score > bestScore) {
        bestScore = score;
        best = i + 1;
      }
    }
    return best;
  }
}
