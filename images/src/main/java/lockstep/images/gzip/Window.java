package lockstep.images.gzip;

import java.nio.ByteBuffer;

/// The last 64 KiB of the text. When the search comes near the end, the upper half moves down and new text follows it.
///
/// Behind the end of the text lies what was there before; GNU gzip compares with that too, and it shows in the files it
/// writes. One thread.
final class Window {
  static final int HALF = 1 << 15;

  /// So much text is kept ahead of the search, until the text ends: the longest match, and then a shortest one.
  static final int MIN_AHEAD = Alphabet.MAX_MATCH + Alphabet.MIN_MATCH + 1;

  static final int MAX_DISTANCE = HALF - MIN_AHEAD;

  private static final int LAST_SEARCHABLE = 2 * HALF - MIN_AHEAD;

  /// So that whole longs can be read behind the longest match.
  private static final int SPARE = 2 * MIN_AHEAD;

  final byte[] bytes;

  /// Where the search stands.
  int start;

  /// How much text is there from `start` on.
  int ahead;

  /// Where the current block began; negative when that has left the window.
  int blockStart;

  /// Where the match found last begins.
  int matchStart;

  private final ByteBuffer text;
  private final int textBytes;
  private final Chains chains;
  private final boolean isGnu;
  private boolean ended;

  /// @param text read from its position to its limit, front to back
  Window(ByteBuffer text, Encoder encoder) {
    this.text = text;
    textBytes = text.remaining();
    isGnu = encoder.family() == Encoder.Family.GNU;
    bytes = new byte[Math.min(textBytes, 2 * HALF) + SPARE];
    chains = new Chains(encoder.hashBits(), textBytes);
    fill();
  }

  /// How long the whole text is.
  int textBytes() {
    return textBytes;
  }

  Chains chains() {
    return chains;
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
    chains.slide();
  }

  /// Makes a place one where a match may begin.
  ///
  /// @return the nearest such place that begins like it, 0 for none
  int insert(int place) {
    // GNU gzip hashes what lies behind the text, too.
    boolean whole = isGnu || place + Alphabet.MIN_MATCH <= start + ahead;
    return whole ? chains.insert(bytes, place) : 0;
  }

  /// Whether a match for the text at `start` may be searched from this place back.
  boolean isReachable(int place) {
    return place != 0 && start - place <= MAX_DISTANCE && start <= LAST_SEARCHABLE;
  }
}
