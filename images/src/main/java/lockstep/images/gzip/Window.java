package lockstep.images.gzip;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The last 64 KiB of the text, of which the last 32 are searched, and chains through all places whose three bytes have the
/// same hash. When the search comes near the end, the upper half moves down and new text follows it.
///
/// Place 0 also means "none", so a match never begins there; and behind the end of the text lies what was there before,
/// which GNU gzip compares with too. Both show in the files it writes, so both are kept. One thread.
final class Window {
  static final int HALF = 1 << 15;

  /// So much text is kept ahead of the search, until the text ends: the longest match, and then a shortest one.
  static final int MIN_AHEAD = Alphabet.MAX_MATCH + Alphabet.MIN_MATCH + 1;

  static final int MAX_DISTANCE = HALF - MIN_AHEAD;

  private static final int MASK = HALF - 1;
  private static final int LAST_SEARCHABLE = 2 * HALF - MIN_AHEAD;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  /// With room behind it, so that eight bytes can be read anywhere.
  final byte[] bytes = new byte[2 * HALF + 16];

  /// Where the search stands.
  int start;

  /// How much text is there from `start` on.
  int ahead;

  /// Where the current block began; negative when that has left the window.
  int blockStart;

  /// Where the match found last begins.
  int matchStart;

  private final ByteBuffer text;
  private final boolean isGnu;
  private final Effort effort;
  private final char[] heads;
  private final char[] previous = new char[HALF];
  private final int hashShift;
  private final int hashMask;
  private boolean ended;

  /// @param text read from its position to its limit, front to back
  Window(ByteBuffer text, Encoder encoder) {
    this.text = text;
    isGnu = encoder.family() == Encoder.Family.GNU;
    effort = encoder.effort();
    heads = new char[1 << encoder.hashBits()];
    hashMask = heads.length - 1;
    hashShift = (encoder.hashBits() + 2) / Alphabet.MIN_MATCH;
    fill();
  }

  /// Brings [#MIN_AHEAD] bytes before the search, or all there are.
  void fill() {
    while (ahead < MIN_AHEAD && !ended) {
      if (start >= HALF + MAX_DISTANCE) {
        slide();
      }
      int read = Math.min(text.remaining(), 2 * HALF - start - ahead);
      if (read == 0) {
        end();
        return;
      }
      text.get(bytes, start + ahead, read);
      ahead += read;
    }
  }

  /// GNU gzip reads no further and so slides no further; zlib slides to the end.
  private void end() {
    if (isGnu) {
      ended = true;
      bytes[start + ahead] = 0;
      bytes[start + ahead + 1] = 0;
    }
  }

  private void slide() {
    System.arraycopy(bytes, HALF, bytes, 0, HALF);
    start -= HALF;
    matchStart -= HALF;
    blockStart -= HALF;
    moveDown(heads);
    moveDown(previous);
  }

  private static void moveDown(char[] places) {
    for (int i = 0; i < places.length; i++) {
      places[i] = (char) Math.max(places[i] - HALF, 0);
    }
  }

  /// Puts a place into the chain of its hash.
  ///
  /// @return the place that was there before, 0 for none
  int insert(int place) {
    if (!isGnu && place + Alphabet.MIN_MATCH > start + ahead) {
      return 0;
    }
    int hash =
        ((bytes[place] & 0xff) << (2 * hashShift))
            ^ ((bytes[place + 1] & 0xff) << hashShift)
            ^ (bytes[place + 2] & 0xff);
    char before = heads[hash & hashMask];
    previous[place & MASK] = before;
    heads[hash & hashMask] = (char) place;
    return before;
  }

  boolean isReachable(int place) {
    return place != 0 && start - place <= MAX_DISTANCE && start <= LAST_SEARCHABLE;
  }

  /// The nearest of the longest matches for the text at `start`, if it is longer than `known`; sets `matchStart` then.
  ///
  /// @param first where the chain begins, reachable
  /// @param known 2 or more: the length of the match that waits
  /// @return the match's length, at most what is ahead; `known` if there is none
  int longest(int first, int known) {
    byte[] text = bytes;
    int at = start;
    int limit = Math.max(at - MAX_DISTANCE, 0);
    int left = known >= effort.good() ? effort.chain() >> 2 : effort.chain();
    int nice = isGnu ? effort.nice() : Math.min(effort.nice(), ahead);
    int best = known;
    short head = (short) SHORTS.get(text, at);
    short tail = (short) SHORTS.get(text, at + best - 1);
    int place = first;
    do {
      if ((short) SHORTS.get(text, place + best - 1) == tail
          && (short) SHORTS.get(text, place) == head) {
        int length = common(text, place, at);
        if (length > best) {
          matchStart = place;
          best = length;
          if (length >= nice) {
            break;
          }
          tail = (short) SHORTS.get(text, at + best - 1);
        }
      }
      place = previous[place & MASK];
    } while (place > limit && --left != 0);
    return Math.min(best, ahead);
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
