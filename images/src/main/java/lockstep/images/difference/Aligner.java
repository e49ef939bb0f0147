package lockstep.images.difference;

/// Decides which runs of a target are taken from where in the base, so that what the difference costs in all is least:
/// goes over the target once and carries the cheapest ways to be at each place along, one per distance between base and
/// target (Viterbi's method). One thread, once.
final class Aligner {
  private static final int MIN_FAR_SYMBOLS = 8;
  private static final int MIN_NEAR_SYMBOLS = 6;

  /// In a run that long, nothing better is looked for.
  private static final int SETTLED_SYMBOLS = 16;

  private final char[] target;
  private final UnwindSplit.Range hidden;
  private final RunFilter far;
  private final Matcher matcher;
  private final NearIndex near;
  private final Ways ways;

  /// @param hidden of the target: what need not be made, and costs nothing
  Aligner(char[] base, char[] target, UnwindSplit.Range hidden) {
    this.target = target;
    this.hidden = hidden;
    this.far = new RunFilter(base, MIN_FAR_SYMBOLS);
    this.matcher = new Matcher(base, target);
    this.near = new NearIndex(base);
    this.ways = new Ways(base, target);
  }

  Copies align() {
    for (int at = 0; at < target.length; at++) {
      boolean free = at >= hidden.start() && at < hidden.end();
      if (!free && ways.settledSymbols() < SETTLED_SYMBOLS) {
        offer(at);
      }
      ways.step(at, free);
    }
    return ways.copies();
  }

  private void offer(int at) {
    near.find(target, at, at + ways.lastShift(at));
    if (near.firstLength() >= MIN_NEAR_SYMBOLS) {
      ways.enter(at, near.first() - at);
    }
    if (near.secondLength() >= MIN_NEAR_SYMBOLS) {
      ways.enter(at, near.second() - at);
    }
    if (far.mayHave(target, at)) {
      matcher.find(at);
      if (matcher.length() >= MIN_FAR_SYMBOLS) {
        ways.enter(at, matcher.place() - at);
      }
    }
  }
}
