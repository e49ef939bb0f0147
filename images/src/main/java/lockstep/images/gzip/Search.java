package lockstep.images.gzip;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Finds the match that an encoder finds: going back through the chain of the three bytes at `start`, for so many places
/// as its level allows, the nearest of the longest.
///
/// A high level allows thousands of places, and most are in vain. A match longer than the best so far agrees with the text
/// there as well, so it is also found, and in the same order, through the chain of any three bytes within that length:
/// the search hops to the one that leads back furthest. Whether the encoder would have come so far is then told from
/// the steps in its own chain. One thread.
final class Search {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  /// Levels that look at fewer places gain nothing by hopping.
  private static final int MIN_HOPPING_CHAIN = 128;

  private final Window window;
  private final byte[] text;
  private final Chains chains;
  private final Effort effort;
  private final boolean hops;
  private final boolean isGnu;

  /// The place looked at.
  private int place;

  /// The chain gone through is that of the three bytes so far behind the place.
  private int offset;

  /// How many more places may be looked at.
  private int left;

  Search(Window window, Encoder encoder) {
    this.window = window;
    text = window.bytes;
    chains = window.chains();
    effort = encoder.effort();
    hops = encoder.isLazy() && effort.chain() >= MIN_HOPPING_CHAIN;
    isGnu = encoder.family() == Encoder.Family.GNU;
  }

  /// Finds a match for the text at the window's start, longer than `known`; sets the window's `matchStart` then.
  ///
  /// @param first where the chain begins, reachable
  /// @param known 2 or more: the length of the match that waits
  /// @return the match's length, at most what is ahead; `known`, or what is ahead, if there is none
  int longest(int first, int known) {
    int most = known >= effort.good() ? effort.chain() >> 2 : effort.chain();
    int found = hops ? hopping(first, known, most) : walking(first, known, most);
    return Math.min(found, window.ahead);
  }

  /// What an encoder does.
  private int walking(int first, int known, int most) {
    int best = known;
    int nice = nice();
    place = first;
    offset = 0;
    left = most;
    while (advance(best)) {
      best = common(text, place, window.start);
      window.matchStart = place;
      if (best >= nice || !step()) {
        break;
      }
    }
    return best;
  }

  /// The same result, sooner.
  private int hopping(int first, int known, int most) {
    int best = known;
    int nice = nice();
    left = most;
    boolean hopped = hopFromHeads(first, known);
    if (hopped && place <= limit()) {
      return known;
    }
    while (advance(best)) {
      if (hopped && chains.steps(first, place) >= most) {
        return best;
      }
      best = common(text, place, window.start);
      window.matchStart = place;
      if (best >= nice) {
        return best;
      }
      hopped |= hop(best);
      if (place <= limit() || --left == 0) {
        break;
      }
    }
    // The other chains were longer than the encoder's own.
    return left == 0 && hopped ? walking(first, known, most) : best;
  }

  /// GNU gzip does not notice that a match reaches the end of the text.
  private int nice() {
    return isGnu ? effort.nice() : Math.min(effort.nice(), window.ahead);
  }

  private int limit() {
    return Math.max(window.start - Window.MAX_DISTANCE, 0);
  }

  private boolean step() {
    place = chains.previous(place + offset) - offset;
    return place > limit() && --left != 0;
  }

  /// Goes on, from `place` itself, to the next place where a match is longer than `best`.
  ///
  /// @return false when there is none, or too many have been looked at
  private boolean advance(int best) {
    int start = window.start;
    int limit = limit();
    int off = offset;
    int at = place;
    int remaining = left;
    short head = (short) SHORTS.get(text, start);
    short tail = (short) SHORTS.get(text, start + best - 1);
    boolean found;
    do {
      found =
          (short) SHORTS.get(text, at + best - 1) == tail
              && (short) SHORTS.get(text, at) == head
              && common(text, at, start) > best;
      if (found) {
        break;
      }
      at = chains.previous(at + off) - off;
    } while (at > limit && --remaining != 0);
    place = at;
    left = remaining;
    return found;
  }

  /// Chooses the chain to begin with, by where the next places of all chains within the known length are. A chain is no
  /// good where its three bytes would lie ahead of the search, in places not yet inserted.
  ///
  /// @return whether that is another than the encoder's
  private boolean hopFromHeads(int first, int known) {
    int start = window.start;
    int furthest = first;
    offset = 0;
    for (int i = 1; i <= known - 2 && i <= start - furthest; i++) {
      int next = chains.head(text, start + i) - i;
      if (next < furthest) {
        furthest = next;
        offset = i;
      }
    }
    place = furthest;
    return offset != 0;
  }

  /// Goes on to the next place, in the chain that leads back furthest.
  ///
  /// @param length of the match at `place`
  /// @return whether that is another than the encoder's
  private boolean hop(int length) {
    int start = window.start;
    int from = place;
    int furthest = chains.previous(from);
    offset = 0;
    int most = Math.min(length - 2, start - from);
    for (int i = 1; i < most; i++) {
      int next = chains.previous(from + i) - i;
      if (next < furthest) {
        furthest = next;
        offset = i;
      }
    }
    if (most == length - 2) {
      // Ends with the first byte that a longer match has and this one has not.
      int next = chains.head(text, start + most) - most;
      if (next < furthest) {
        furthest = next;
        offset = most;
      }
    }
    place = furthest;
    return offset != 0;
  }

  /// How many bytes are equal from two places on, at most the longest match.
  private static int common(byte[] text, int one, int other) {
    for (int length = 0; length < Alphabet.MAX_MATCH; length += Long.BYTES) {
      long difference =
          (long) LONGS.get(text, one + length) ^ (long) LONGS.get(text, other + length);
      if (difference != 0) {
        int equal = length + (Long.numberOfTrailingZeros(difference) >>> 3);
        return Math.min(equal, Alphabet.MAX_MATCH);
      }
    }
    return Alphabet.MAX_MATCH;
  }
}
