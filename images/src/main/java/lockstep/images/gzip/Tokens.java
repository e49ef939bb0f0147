package lockstep.images.gzip;

import java.util.Arrays;

/// The literals and matches of one block, and how often each symbol occurs. Reused for block after block; one thread.
final class Tokens {
  /// How often a block is asked whether it should end early, in tokens, less 1.
  private static final int EARLY_END_MASK = 0xfff;

  /// Distances, 0 for literals.
  final char[] distances;

  /// Literals, or lengths less 3.
  final byte[] values;

  final int[] literalFrequencies = new int[Alphabet.LITERALS_AND_LENGTHS];
  final int[] distanceFrequencies = new int[Alphabet.DISTANCES];

  private final int limit;
  private final boolean endsEarly;
  private int count;
  private int matches;

  /// @param textBytes the length of the text: no more tokens come
  Tokens(Encoder encoder, int textBytes) {
    limit = encoder.tokensPerBlock();
    endsEarly = encoder.endsBlocksEarly();
    distances = new char[Math.min(limit, textBytes)];
    values = new byte[distances.length];
    clear();
  }

  int count() {
    return count;
  }

  void clear() {
    count = 0;
    matches = 0;
    Arrays.fill(literalFrequencies, 0);
    Arrays.fill(distanceFrequencies, 0);
    literalFrequencies[Alphabet.END_OF_BLOCK] = 1;
  }

  void literal(byte literal) {
    distances[count] = 0;
    values[count++] = literal;
    literalFrequencies[literal & 0xff]++;
  }

  /// @param length less 3
  void match(int distance, int length) {
    distances[count] = (char) distance;
    values[count++] = (byte) length;
    matches++;
    literalFrequencies[Alphabet.lengthSymbol(length)]++;
    distanceFrequencies[Alphabet.distanceSymbol(distance - 1)]++;
  }

  /// Whether the block ends after the token just taken.
  ///
  /// @param textBytes from the block's start to where the search stands
  boolean isOver(int textBytes) {
    return count == limit
        || (endsEarly
            && (count & EARLY_END_MASK) == 0
            && matches < count / 2
            && isDense(textBytes));
  }

  /// GNU gzip's guess: a block that has shrunk to less than half, at a byte per token and five bits and the extra ones per
  /// distance, is good enough to be ended.
  private boolean isDense(int textBytes) {
    long bits = 8L * count;
    for (int symbol = 0; symbol < Alphabet.DISTANCES; symbol++) {
      bits += (long) distanceFrequencies[symbol] * (5 + Alphabet.distanceExtra(symbol));
    }
    return bits >>> 3 < textBytes / 2;
  }
}
