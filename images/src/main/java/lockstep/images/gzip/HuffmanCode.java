package lockstep.images.gzip;

import java.util.Arrays;

/// A Huffman code of limited length, made exactly as GNU gzip and zlib make theirs: among equally short codes the order
/// of a heap decides, so the heap is part of the format. Reused for block after block; one thread.
final class HuffmanCode {
  /// Bits of each symbol's code, 0 for symbols that do not occur.
  final byte[] lengths;

  /// Each symbol's code, its first bit lowest.
  final char[] codes;

  private final int symbols;
  private final int maxBits;

  private final int[] weights;
  private final byte[] depths;
  private final int[] parents;
  private final int[] heap;
  private final int[] countOfLength;
  private int heapSize;
  private int lastSymbol;

  /// Symbols and nodes, heaviest last, fill the heap's array from its end as they leave the heap.
  private int sorted;

  HuffmanCode(int symbols, int maxBits) {
    this.symbols = symbols;
    this.maxBits = maxBits;
    lengths = new byte[2 * symbols + 1];
    codes = new char[symbols];
    weights = new int[2 * symbols + 1];
    depths = new byte[2 * symbols + 1];
    parents = new int[2 * symbols + 1];
    heap = new int[2 * symbols + 2];
    countOfLength = new int[maxBits + 1];
  }

  /// The fixed code of RFC 1951, section 3.2.6, for literals and lengths.
  static HuffmanCode fixedLiterals() {
    HuffmanCode code = new HuffmanCode(288, Alphabet.MAX_CODE_BITS);
    for (int symbol = 0; symbol < 288; symbol++) {
      code.lengths[symbol] = (byte) (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8);
      code.countOfLength[code.lengths[symbol]]++;
    }
    code.assignCodes();
    return code;
  }

  /// The fixed code for distances: five bits each.
  static HuffmanCode fixedDistances() {
    HuffmanCode code = new HuffmanCode(Alphabet.DISTANCES, Alphabet.MAX_CODE_BITS);
    for (int symbol = 0; symbol < Alphabet.DISTANCES; symbol++) {
      code.lengths[symbol] = 5;
      code.countOfLength[5]++;
    }
    code.assignCodes();
    return code;
  }

  /// Makes the code for these frequencies. At least two symbols get a code, even when fewer occur.
  void build(int[] frequencies) {
    fillHeap(frequencies);
    int nodes = joinLightest();
    measure(nodes);
    assignCodes();
  }

  /// The last symbol that has a code.
  int lastSymbol() {
    return lastSymbol;
  }

  private void fillHeap(int[] frequencies) {
    heapSize = 0;
    lastSymbol = -1;
    for (int symbol = 0; symbol < symbols; symbol++) {
      weights[symbol] = frequencies[symbol];
      lengths[symbol] = 0;
      if (frequencies[symbol] != 0) {
        enter(symbol);
      }
    }
    while (heapSize < 2) {
      int spare = lastSymbol < 2 ? lastSymbol + 1 : 0;
      weights[spare] = 1;
      enter(spare);
    }
    for (int at = heapSize / 2; at >= 1; at--) {
      sink(at);
    }
  }

  private void enter(int symbol) {
    heap[++heapSize] = symbol;
    depths[symbol] = 0;
    lastSymbol = Math.max(lastSymbol, symbol);
  }

  /// Joins the two lightest until one is left.
  ///
  /// @return the number after the last node's
  private int joinLightest() {
    sorted = heap.length;
    int node = symbols;
    do {
      int first = heap[1];
      heap[1] = heap[heapSize--];
      sink(1);
      int second = heap[1];
      heap[--sorted] = first;
      heap[--sorted] = second;
      weights[node] = weights[first] + weights[second];
      depths[node] = (byte) (Math.max(depths[first], depths[second]) + 1);
      parents[first] = node;
      parents[second] = node;
      heap[1] = node++;
      sink(1);
    } while (heapSize >= 2);
    heap[--sorted] = heap[1];
    return node;
  }

  private void sink(int from) {
    int sinking = heap[from];
    int at = from;
    for (int child = 2 * at; child <= heapSize; child = 2 * at) {
      if (child < heapSize && isLighter(heap[child + 1], heap[child])) {
        child++;
      }
      if (isLighter(sinking, heap[child])) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = sinking;
  }

  private boolean isLighter(int one, int other) {
    return weights[one] < weights[other]
        || (weights[one] == weights[other] && depths[one] <= depths[other]);
  }

  /// Gives every symbol its length: its depth in the tree, shortened where that is above the limit.
  private void measure(int nodes) {
    Arrays.fill(countOfLength, 0);
    lengths[nodes - 1] = 0;
    int tooLong = 0;
    for (int at = sorted + 1; at < heap.length; at++) {
      int node = heap[at];
      int length = lengths[parents[node]] + 1;
      if (length > maxBits) {
        length = maxBits;
        tooLong++;
      }
      lengths[node] = (byte) length;
      if (node < symbols) {
        countOfLength[length]++;
      }
    }
    if (tooLong > 0) {
      shorten(tooLong);
    }
  }

  /// Hangs two nodes that were too deep below a leaf higher up, until none is too deep; then deals the lengths out anew,
  /// the longest to the lightest.
  private void shorten(int tooLong) {
    for (int left = tooLong; left > 0; left -= 2) {
      int bits = maxBits - 1;
      while (countOfLength[bits] == 0) {
        bits--;
      }
      countOfLength[bits]--;
      countOfLength[bits + 1] += 2;
      countOfLength[maxBits]--;
    }
    int at = heap.length;
    for (int bits = maxBits; bits != 0; bits--) {
      for (int left = countOfLength[bits]; left != 0; ) {
        int node = heap[--at];
        if (node < symbols) {
          lengths[node] = (byte) bits;
          left--;
        }
      }
    }
  }

  private void assignCodes() {
    int[] next = new int[maxBits + 1];
    int code = 0;
    for (int bits = 1; bits <= maxBits; bits++) {
      code = (code + countOfLength[bits - 1]) << 1;
      next[bits] = code;
    }
    for (int symbol = 0; symbol < symbols; symbol++) {
      int bits = lengths[symbol];
      if (bits != 0) {
        codes[symbol] = (char) (Integer.reverse(next[bits]++) >>> (32 - bits));
      }
    }
  }
}
