package lockstep.images.gzip;

/// Writes blocks in the cheapest of the three forms. Reused for block after block; one thread.
final class Block {
  private static final int STORED = 0;
  private static final int FIXED = 1;
  private static final int DYNAMIC = 2;

  private static final HuffmanCode FIXED_LITERALS = HuffmanCode.fixedLiterals();
  private static final HuffmanCode FIXED_DISTANCES = HuffmanCode.fixedDistances();

  private final HuffmanCode literals =
      new HuffmanCode(Alphabet.LITERALS_AND_LENGTHS, Alphabet.MAX_CODE_BITS);
  private final HuffmanCode distances = new HuffmanCode(Alphabet.DISTANCES, Alphabet.MAX_CODE_BITS);
  private final CodeLengths codeLengths = new CodeLengths();
  private final BitSink sink;

  Block(BitSink sink) {
    this.sink = sink;
  }

  /// @param text holds the block's text from `from`, or `from` is negative: its start has left the window
  /// @param length of the block's text
  /// @param end 1 for the last block, else 0
  void write(Tokens tokens, byte[] text, int from, int length, int end) {
    literals.build(tokens.literalFrequencies);
    distances.build(tokens.distanceFrequencies);
    codeLengths.describe(literals, distances);
    long dynamic = wholeBytes(codeLengths.bits() + bits(tokens, literals, distances));
    long fixed = wholeBytes(bits(tokens, FIXED_LITERALS, FIXED_DISTANCES));
    if (length + 4L <= Math.min(fixed, dynamic) && from >= 0) {
      store(text, from, length, end);
    } else if (fixed <= dynamic) {
      sink.bits((FIXED << 1) | end, 3);
      write(tokens, FIXED_LITERALS, FIXED_DISTANCES);
    } else {
      sink.bits((DYNAMIC << 1) | end, 3);
      codeLengths.write(literals, distances, sink);
      write(tokens, literals, distances);
    }
  }

  /// With the three bits that begin a block.
  private static long wholeBytes(long bits) {
    return (bits + 3 + 7) >>> 3;
  }

  private static long bits(Tokens tokens, HuffmanCode literals, HuffmanCode distances) {
    long bits = 0;
    for (int symbol = 0; symbol < Alphabet.LITERALS_AND_LENGTHS; symbol++) {
      int each = literals.lengths[symbol] + Alphabet.extraOfLiteral(symbol);
      bits += (long) tokens.literalFrequencies[symbol] * each;
    }
    for (int symbol = 0; symbol < Alphabet.DISTANCES; symbol++) {
      int each = distances.lengths[symbol] + Alphabet.distanceExtra(symbol);
      bits += (long) tokens.distanceFrequencies[symbol] * each;
    }
    return bits;
  }

  private void store(byte[] text, int from, int length, int end) {
    sink.bits((STORED << 1) | end, 3);
    sink.align();
    sink.bits(length & 0xffff, 16);
    sink.bits(~length & 0xffff, 16);
    sink.bytes(text, from, length);
  }

  private void write(Tokens tokens, HuffmanCode literalCode, HuffmanCode distanceCode) {
    for (int at = 0; at < tokens.count(); at++) {
      int value = tokens.values[at] & 0xff;
      int distance = tokens.distances[at];
      if (distance == 0) {
        sink.bits(literalCode.codes[value], literalCode.lengths[value]);
      } else {
        match(value, distance - 1, literalCode, distanceCode);
      }
    }
    int end = Alphabet.END_OF_BLOCK;
    sink.bits(literalCode.codes[end], literalCode.lengths[end]);
  }

  /// At most 15 + 5 + 15 + 13 bits.
  private void match(int length, int distance, HuffmanCode literalCode, HuffmanCode distanceCode) {
    int lengthSymbol = Alphabet.lengthSymbol(length);
    int distanceSymbol = Alphabet.distanceSymbol(distance);
    long bits = literalCode.codes[lengthSymbol];
    int count = literalCode.lengths[lengthSymbol];
    bits |= (long) (length - Alphabet.lengthBase(lengthSymbol)) << count;
    count += Alphabet.extraOfLiteral(lengthSymbol);
    bits |= (long) distanceCode.codes[distanceSymbol] << count;
    count += distanceCode.lengths[distanceSymbol];
    bits |= (long) (distance - Alphabet.distanceBase(distanceSymbol)) << count;
    count += Alphabet.distanceExtra(distanceSymbol);
    sink.bits(bits, count);
  }
}
