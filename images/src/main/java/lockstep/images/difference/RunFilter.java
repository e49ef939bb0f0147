package lockstep.images.difference;

/// Says quickly, and nearly always, that a base has no run like the one that a target has at a place (a Bloom filter with
/// one hash). Unchanging once made.
final class RunFilter {
  private static final int BITS_PER_RUN = 8;
  private static final int WORD_BITS = 6;

  private final int symbols;
  private final long[] bits;
  private final int shift;

  /// @param symbols how long a run is
  RunFilter(char[] base, int symbols) {
    this.symbols = symbols;
    int words = Math.max(1, Integer.highestOneBit(base.length / 8)) * BITS_PER_RUN / 4;
    bits = new long[Integer.highestOneBit(words)];
    shift = Long.SIZE - WORD_BITS - Integer.numberOfTrailingZeros(bits.length);
    for (int from = 0; from <= base.length - symbols; from++) {
      long hash = hash(base, from);
      bits[word(hash)] |= 1L << hash;
    }
  }

  /// Two halves that depend on all symbols: the lowest bits choose the bit, the highest the word.
  private long hash(char[] text, int from) {
    long hash = 0;
    for (int i = from; i < from + symbols; i++) {
      hash = (hash ^ text[i]) * 0x9e3779b97f4a7c15L;
    }
    return hash ^ (hash >>> 32);
  }

  private int word(long hash) {
    return (int) (hash >>> shift >>> WORD_BITS);
  }

  /// Whether the base may have a run like the one in `target` at `from`; never false when it has.
  boolean mayHave(char[] target, int from) {
    if (from > target.length - symbols) {
      return false;
    }
    long hash = hash(target, from);
    return (bits[word(hash)] & (1L << hash)) != 0;
  }
}
