package lockstep.excludes;

import java.util.BitSet;
import java.util.Map;
import java.util.function.IntPredicate;

/// Some of the 256 bytes: what `[...]` matches. A slash is never among them.
final class ByteClass {
  private static final IntPredicate UPPER = range('A', 'Z');
  private static final IntPredicate LOWER = range('a', 'z');
  private static final IntPredicate DIGIT = range('0', '9');
  private static final IntPredicate ALPHA = UPPER.or(LOWER);
  private static final IntPredicate ALNUM = ALPHA.or(DIGIT);
  private static final IntPredicate GRAPH = range('!', '~');

  /// The POSIX classes, of ASCII as git has them.
  private static final Map<String, IntPredicate> NAMED =
      Map.ofEntries(
          Map.entry("alnum", ALNUM),
          Map.entry("alpha", ALPHA),
          Map.entry("blank", b -> b == ' ' || b == '\t'),
          Map.entry("cntrl", b -> b < ' ' || b == 0x7f),
          Map.entry("digit", DIGIT),
          Map.entry("graph", GRAPH),
          Map.entry("lower", LOWER),
          Map.entry("print", GRAPH.or(b -> b == ' ')),
          Map.entry("punct", GRAPH.and(ALNUM.negate())),
          Map.entry("space", b -> b == ' ' || (b >= '\t' && b <= '\r')),
          Map.entry("upper", UPPER),
          Map.entry("xdigit", DIGIT.or(b -> (b | 0x20) >= 'a' && (b | 0x20) <= 'f')));

  private final BitSet members = new BitSet(256);

  private static IntPredicate range(char first, char last) {
    return b -> b >= first && b <= last;
  }

  void add(int b) {
    members.set(b);
  }

  /// Adds `first` to `last`, both included; nothing when they stand the wrong way round.
  void addRange(int first, int last) {
    if (first <= last) {
      members.set(first, last + 1);
    }
  }

  /// Adds the class `[:name:]`.
  ///
  /// @return whether there is such a class
  boolean addNamed(String name) {
    IntPredicate named = NAMED.get(name);
    for (int b = 0; named != null && b < 128; b++) {
      if (named.test(b)) {
        members.set(b);
      }
    }
    return named != null;
  }

  void invert() {
    members.flip(0, 256);
  }

  boolean contains(byte b) {
    return b != '/' && members.get(b & 0xff);
  }
}
