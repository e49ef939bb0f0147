package lockstep.images.gzip;

/// Cuts text into literals and matches, and these into blocks. One thread; for one text.
final class Parse {
  /// A match of the shortest length that lies further back costs more than its literals.
  private static final int FAR = 4096;

  private static final int NO_MATCH = Alphabet.MIN_MATCH - 1;

  private final Encoder encoder;
  private final Window window;
  private final Search search;
  private final Tokens tokens;
  private final Block block;
  private final BitSink sink;

  Parse(Encoder encoder, Window window, BitSink sink) {
    this.encoder = encoder;
    this.window = window;
    this.sink = sink;
    search = new Search(window, encoder);
    tokens = new Tokens(encoder, window.textBytes());
    block = new Block(sink);
  }

  /// Writes the whole text, or as much of it as the sink's target takes.
  void run() {
    if (encoder.isLazy()) {
      lazily();
    } else {
      greedily();
    }
    endBlock(1);
    sink.align();
  }

  /// Takes every match at once.
  private void greedily() {
    int maxInsert = encoder.effort().lazy();
    while (window.ahead != 0 && !sink.isRefused()) {
      int place = window.insert(window.start);
      int length = window.isReachable(place) ? search.longest(place, NO_MATCH) : 0;
      if (length >= Alphabet.MIN_MATCH) {
        tokens.match(window.start - window.matchStart, length - Alphabet.MIN_MATCH);
        boolean over = isOver();
        pass(length, length <= maxInsert);
        endBlockIf(over);
      } else {
        tokens.literal(window.bytes[window.start]);
        boolean over = isOver();
        step();
        endBlockIf(over);
      }
      window.fill();
    }
  }

  /// Moves over a match found where the search stands.
  private void pass(int length, boolean insertAll) {
    if (insertAll) {
      for (int i = 1; i < length; i++) {
        window.insert(window.start + i);
      }
    }
    window.start += length;
    window.ahead -= length;
  }

  /// Lets a match wait for the next place, and takes it when that has no longer one.
  private void lazily() {
    int maxLazy = encoder.effort().lazy();
    int length = NO_MATCH;
    boolean waiting = false;
    while (window.ahead != 0 && !sink.isRefused()) {
      int place = window.insert(window.start);
      int before = length;
      int beforeStart = window.matchStart;
      length = before < maxLazy && window.isReachable(place) ? lazySearch(place, before) : NO_MATCH;
      if (before >= Alphabet.MIN_MATCH && length <= before) {
        tokens.match(window.start - 1 - beforeStart, before - Alphabet.MIN_MATCH);
        boolean over = isOver();
        pass(before - 1, true);
        waiting = false;
        length = NO_MATCH;
        endBlockIf(over);
      } else {
        if (waiting) {
          tokens.literal(window.bytes[window.start - 1]);
          endBlockIf(isOver());
        }
        waiting = true;
        step();
      }
      window.fill();
    }
    if (waiting) {
      tokens.literal(window.bytes[window.start - 1]);
    }
  }

  private int lazySearch(int place, int known) {
    int length = search.longest(place, known);
    boolean tooFar = length == Alphabet.MIN_MATCH && window.start - window.matchStart > FAR;
    return tooFar ? NO_MATCH : length;
  }

  private void step() {
    window.start++;
    window.ahead--;
  }

  private boolean isOver() {
    return tokens.isOver(window.start - window.blockStart);
  }

  private void endBlockIf(boolean over) {
    if (over) {
      endBlock(0);
      window.blockStart = window.start;
    }
  }

  private void endBlock(int end) {
    int from = window.blockStart;
    block.write(tokens, window.bytes, from, window.start - from, end);
    tokens.clear();
  }
}
