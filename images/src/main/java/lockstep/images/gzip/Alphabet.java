package lockstep.images.gzip;

/// What deflate's symbols mean: RFC 1951, section 3.2.5.
final class Alphabet {
  static final int END_OF_BLOCK = 256;

  /// The symbol of the shortest length.
  static final int FIRST_LENGTH = 257;

  static final int LITERALS_AND_LENGTHS = 286;
  static final int DISTANCES = 30;
  static final int MIN_MATCH = 3;
  static final int MAX_MATCH = 258;
  static final int MAX_CODE_BITS = 15;

  private static final byte[] LENGTH_EXTRA = {
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
  };

  /// For match lengths less 3: symbol less [#FIRST_LENGTH].
  private static final byte[] LENGTH_SYMBOL = new byte[256];

  private static final int[] LENGTH_BASE = new int[LENGTH_EXTRA.length];
  private static final int[] DISTANCE_BASE = new int[DISTANCES];

  /// For distances less 1: below 256 as they are, then by their upper bits.
  private static final byte[] DISTANCE_SYMBOL = new byte[512];

  static {
    int base = 0;
    for (int symbol = 0; symbol < LENGTH_EXTRA.length - 1; symbol++) {
      LENGTH_BASE[symbol] = base;
      for (int end = base + (1 << LENGTH_EXTRA[symbol]); base < end; base++) {
        LENGTH_SYMBOL[base] = (byte) symbol;
      }
    }
    // The longest match has a symbol of its own, though the one before could say it too.
    LENGTH_SYMBOL[255] = 28;
    LENGTH_BASE[28] = 255;
    int distance = 0;
    for (int symbol = 0; symbol < DISTANCES; symbol++) {
      DISTANCE_BASE[symbol] = distance;
      for (int end = distance + (1 << distanceExtra(symbol)); distance < end; distance++) {
        if (distance < 256) {
          DISTANCE_SYMBOL[distance] = (byte) symbol;
        } else {
          DISTANCE_SYMBOL[256 + (distance >>> 7)] = (byte) symbol;
        }
      }
    }
  }

  private Alphabet() {}

  /// @param length of the match, less 3
  /// @return 257 to 285
  static int lengthSymbol(int length) {
    return FIRST_LENGTH + LENGTH_SYMBOL[length];
  }

  /// @param distance less 1
  /// @return 0 to 29
  static int distanceSymbol(int distance) {
    return DISTANCE_SYMBOL[distance < 256 ? distance : 256 + (distance >>> 7)];
  }

  /// The least length, less 3, that this symbol says.
  static int lengthBase(int symbol) {
    return LENGTH_BASE[symbol - FIRST_LENGTH];
  }

  static int distanceBase(int symbol) {
    return DISTANCE_BASE[symbol];
  }

  /// How many bits follow a literal, end of block, or length symbol.
  static int extraOfLiteral(int symbol) {
    return symbol < FIRST_LENGTH ? 0 : LENGTH_EXTRA[symbol - FIRST_LENGTH];
  }

  static int distanceExtra(int symbol) {
    return symbol < 4 ? 0 : (symbol >>> 1) - 1;
  }
}
