package lockstep.images.difference;

/// The cheapest ways to have made a target up to a place: one that ends with fresh symbols, and some that end with a
/// copy, each at another distance. One thread.
final class Ways {
  private static final int MAX_COPIES = 10;

  /// How far back a copy may begin before the place where it was found, and what it may cost up to there.
  private static final int WINDOW = 1 << 12;

  private static final int MAX_BACK_COST = 12 * Costs.WRONG;
  private static final int MAX_BACK_WITHOUT_GAIN = 32;

  /// A copy that is no use for so long is forgotten: a wrong symbol counts threefold, a right one against it.
  private static final int MAX_USELESS = 60;

  private static final int NOT_TAKEN = -1;
  private static final int MAX_COST = 1 << 29;

  private final char[] base;
  private final char[] target;
  private final Trail trail = new Trail();

  /// By place modulo window: the cost of the cheapest way there, and its last step.
  private final int[] best = new int[WINDOW];

  private final int[] bestStep = new int[WINDOW];

  private final int[] shifts = new int[MAX_COPIES];
  private final int[] costs = new int[MAX_COPIES];
  private final int[] steps = new int[MAX_COPIES];
  private final int[] entries = new int[MAX_COPIES];
  private final int[] useless = new int[MAX_COPIES];
  private int count;

  private int freshCost;
  private int freshStep;
  private int freshEntry;
  private int settled;
  private int reached;

  Ways(char[] base, char[] target) {
    this.base = base;
    this.target = target;
    freshStep = trail.add(NOT_TAKEN, 0, Trail.FRESH, 0);
    bestStep[0] = freshStep;
  }

  private static int slot(int at) {
    return at & (WINDOW - 1);
  }

  /// How many symbols in a row the cheapest way has right.
  int settledSymbols() {
    return settled;
  }

  /// The distance of the last copy of the cheapest way to a place, the present one.
  int lastShift(int at) {
    return trail.lastShift(bestStep[slot(at)]);
  }

  /// Takes a distance into consideration, from the best place at or a little before `at` on.
  void enter(int at, int shift) {
    for (int i = 0; i < count; i++) {
      if (shifts[i] == shift) {
        return;
      }
    }
    int oldest = Math.max(Math.max(0, -shift), at - WINDOW + 1);
    int least = Integer.MAX_VALUE;
    int entry = at;
    int back = 0;
    for (int from = at; ; ) {
      int cost = best[slot(from)] + Costs.copy(shift, lastShift(from)) + back;
      if (cost < least) {
        least = cost;
        entry = from;
      } else if (entry - from >= MAX_BACK_WITHOUT_GAIN) {
        break;
      }
      if (--from < oldest || from + shift >= base.length) {
        break;
      }
      back += base[from + shift] == target[from] ? Costs.RIGHT : Costs.WRONG;
      if (back > MAX_BACK_COST) {
        break;
      }
    }
    keep(shift, least, entry);
  }

  private void keep(int shift, int cost, int entry) {
    int place = count;
    if (count < MAX_COPIES) {
      count++;
    } else {
      place = 0;
      for (int i = 1; i < count; i++) {
        place = costs[i] > costs[place] ? i : place;
      }
      if (costs[place] <= cost) {
        return;
      }
    }
    shifts[place] = shift;
    costs[place] = cost;
    steps[place] = NOT_TAKEN;
    entries[place] = entry;
    useless[place] = 0;
  }

  /// Takes the symbol at a place in.
  ///
  /// @param free whether it costs nothing, however it is made
  void step(int at, boolean free) {
    int cheapest = advance(at, free);
    int before = best[slot(at)];
    int fresh = free ? 0 : Costs.FRESH;
    freshCost += fresh;
    if (before + fresh + Costs.FRESH_START < freshCost && !trail.isFresh(bestStep[slot(at)])) {
      freshCost = before + fresh + Costs.FRESH_START;
      freshEntry = at;
      freshStep = NOT_TAKEN;
    }
    reached = at + 1;
    int slot = slot(reached);
    if (cheapest < 0 || freshCost < costs[cheapest]) {
      if (freshStep == NOT_TAKEN) {
        int last = bestStep[slot(freshEntry)];
        freshStep = trail.add(last, freshEntry, Trail.FRESH, trail.lastShift(last));
      }
      best[slot] = freshCost;
      bestStep[slot] = freshStep;
      settled = 0;
    } else {
      take(cheapest);
      best[slot] = costs[cheapest];
      bestStep[slot] = steps[cheapest];
      settled = isRight(at, shifts[cheapest]) ? settled + 1 : 0;
    }
    bound(reached);
    if (best[slot] > MAX_COST) {
      rebase(best[slot]);
    }
  }

  private boolean isRight(int at, int shift) {
    int from = at + shift;
    return from >= 0 && from < base.length && base[from] == target[at];
  }

  /// @return the cheapest copy, or -1
  private int advance(int at, boolean free) {
    int cheapest = -1;
    for (int i = 0; i < count; i++) {
      if (isRight(at, shifts[i])) {
        costs[i] += Costs.RIGHT;
        useless[i] = Math.max(0, useless[i] - 1);
      } else if (!free) {
        costs[i] += Costs.WRONG;
        useless[i] += 3;
      }
      if (cheapest < 0 || costs[i] < costs[cheapest]) {
        cheapest = i;
      }
    }
    return cheapest;
  }

  private void take(int copy) {
    if (steps[copy] == NOT_TAKEN) {
      int last = bestStep[slot(entries[copy])];
      steps[copy] = trail.add(last, entries[copy], shifts[copy], shifts[copy]);
    }
  }

  /// No copy need cost more than one that begins here; one that would have to begin anew too often is forgotten.
  private void bound(int at) {
    int cost = best[slot(at)];
    int last = lastShift(at);
    for (int i = count - 1; i >= 0; i--) {
      int anew = cost + Costs.copy(shifts[i], last);
      boolean ended = at + shifts[i] >= base.length;
      if (costs[i] > anew || ended) {
        costs[i] = anew;
        steps[i] = NOT_TAKEN;
        entries[i] = at;
        useless[i] += 2;
        if (useless[i] > MAX_USELESS || ended) {
          forget(i);
        }
      } else if (steps[i] == NOT_TAKEN && at - entries[i] >= WINDOW - 1) {
        forget(i);
      }
    }
    if (freshStep == NOT_TAKEN && at - freshEntry >= WINDOW - 1) {
      freshCost = MAX_COST * 2 - 1;
    }
  }

  private void forget(int copy) {
    count--;
    shifts[copy] = shifts[count];
    costs[copy] = costs[count];
    steps[copy] = steps[count];
    entries[copy] = entries[count];
    useless[copy] = useless[count];
  }

  private void rebase(int by) {
    for (int i = 0; i < count; i++) {
      costs[i] -= by;
    }
    freshCost -= by;
    for (int i = 0; i < WINDOW; i++) {
      best[i] -= by;
    }
  }

  Copies copies() {
    return trail.copies(bestStep[slot(reached)], reached);
  }
}
