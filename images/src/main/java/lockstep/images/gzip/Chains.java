package lockstep.images.gzip;

/// Chains through all places of the window whose three bytes have the same hash, the nearest first.
///
/// Place 0 means "none", so a match never begins there: GNU gzip and zlib have it so, and it shows in their files. One
/// thread.
final class Chains {
  private static final int MASK = Window.HALF - 1;

  private final char[] heads;
  private final char[] previous;

  /// How many places entered each place's chain before it, in 16 bits: the difference of two says how many steps lie
  /// between them.
  private final char[] ordinals;

  private final int shift;
  private final int hashMask;

  Chains(int hashBits, int textBytes) {
    heads = new char[1 << hashBits];
    previous = new char[Math.min(textBytes, MASK) + 1];
    ordinals = new char[previous.length];
    hashMask = heads.length - 1;
    shift = (hashBits + 2) / Alphabet.MIN_MATCH;
  }

  /// Puts a place at the head of its chain; places come in order.
  ///
  /// @return the head before, 0 for none
  int insert(byte[] text, int place) {
    int hash = hash(text, place);
    char before = heads[hash];
    previous[place & MASK] = before;
    ordinals[place & MASK] = (char) (ordinals[before & MASK] + 1);
    heads[hash] = (char) place;
    return before;
  }

  /// The nearest place with the three bytes that stand here, if their hashes do not deceive.
  int head(byte[] text, int place) {
    return heads[hash(text, place)];
  }

  /// The place before in this place's chain. Below it the chain is only good as far as places can be reached.
  int previous(int place) {
    return previous[place & MASK];
  }

  /// How many steps a chain takes from one of its places to another, both within reach.
  int steps(int from, int to) {
    return (char) (ordinals[from & MASK] - ordinals[to & MASK]);
  }

  /// All places move down by half the window; those that leave it are no more.
  void slide() {
    moveDown(heads);
    moveDown(previous);
  }

  private static void moveDown(char[] places) {
    for (int i = 0; i < places.length; i++) {
      places[i] = (char) Math.max(places[i] - Window.HALF, 0);
    }
  }

  private int hash(byte[] text, int place) {
    int first = (text[place] & 0xff) << (2 * shift);
    int second = (text[place + 1] & 0xff) << shift;
    return (first ^ second ^ (text[place + 2] & 0xff)) & hashMask;
  }
}
