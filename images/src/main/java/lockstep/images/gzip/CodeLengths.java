package lockstep.images.gzip;

import java.util.Arrays;

/// How a block says what its two codes are: the lengths of their symbols, runs shortened, in a third Huffman code (RFC
/// 1951, section 3.2.7). A run never reaches from one code into the other. Reused for block after block; one thread.
final class CodeLengths {
  private static final int REPEAT = 16;
  private static final int ZEROS = 17;
  private static final int MANY_ZEROS = 18;
  private static final int SYMBOLS = 19;
  private static final int MAX_BITS = 7;

  /// In which order the third code's lengths are sent, so that the rare ones can be left out.
  private static final byte[] ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };

  private final HuffmanCode code = new HuffmanCode(SYMBOLS, MAX_BITS);
  private final int[] frequencies = new int[SYMBOLS];
  private final byte[] symbols = new byte[Alphabet.LITERALS_AND_LENGTHS + Alphabet.DISTANCES];
  private final byte[] extras = new byte[Alphabet.LITERALS_AND_LENGTHS + Alphabet.DISTANCES];
  private int count;
  private int sent;

  /// Takes the two codes of a block.
  void describe(HuffmanCode literals, HuffmanCode distances) {
    count = 0;
    Arrays.fill(frequencies, 0);
    shorten(literals);
    shorten(distances);
    code.build(frequencies);
    sent = SYMBOLS;
    while (sent > 4 && code.lengths[ORDER[sent - 1]] == 0) {
      sent--;
    }
  }

  /// What [#write] will take.
  long bits() {
    long bits = 5 + 5 + 4 + 3L * sent;
    for (int symbol = 0; symbol < SYMBOLS; symbol++) {
      bits += (long) frequencies[symbol] * (code.lengths[symbol] + extraBits(symbol));
    }
    return bits;
  }

  void write(HuffmanCode literals, HuffmanCode distances, BitSink sink) {
    sink.bits(literals.lastSymbol() + 1 - 257, 5);
    sink.bits(distances.lastSymbol(), 5);
    sink.bits(sent - 4, 4);
    for (int at = 0; at < sent; at++) {
      sink.bits(code.lengths[ORDER[at]], 3);
    }
    for (int at = 0; at < count; at++) {
      int symbol = symbols[at];
      sink.bits(code.codes[symbol], code.lengths[symbol]);
      sink.bits(extras[at], extraBits(symbol));
    }
  }

  private static int extraBits(int symbol) {
    return switch (symbol) {
      case REPEAT -> 2;
      case ZEROS -> 3;
      case MANY_ZEROS -> 7;
      default -> 0;
    };
  }

  private void shorten(HuffmanCode described) {
    byte[] lengths = described.lengths;
    int last = described.lastSymbol();
    int before = -1;
    for (int at = 0; at <= last; ) {
      int length = lengths[at];
      int run = 1;
      int most = length == 0 ? 138 : length == before ? 6 : 7;
      while (run < most && at + run <= last && lengths[at + run] == length) {
        run++;
      }
      run(length, run, length == before);
      at += run;
      before = length;
    }
  }

  /// A run is shortened only as a whole: what the run of 7 leaves over begins a new one.
  private void run(int length, int run, boolean known) {
    int repeated = length == 0 || known ? run : run - 1;
    if (repeated < 3) {
      for (int i = 0; i < run; i++) {
        symbol(length, 0);
      }
    } else if (length != 0) {
      if (!known) {
        symbol(length, 0);
      }
      symbol(REPEAT, repeated - 3);
    } else if (run <= 10) {
      symbol(ZEROS, run - 3);
    } else {
      symbol(MANY_ZEROS, run - 11);
    }
  }

  private void symbol(int symbol, int extra) {
    symbols[count] = (byte) symbol;
    extras[count++] = (byte) extra;
    frequencies[symbol]++;
  }
}
