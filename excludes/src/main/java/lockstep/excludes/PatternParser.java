package lockstep.excludes;

import java.util.ArrayList;
import java.util.List;

/// Reads one pattern: names between slashes, `**` for any number of them, globs within.
final class PatternParser {
  private final Bytes text;
  private final int end;
  private final List<NameGlob> names = new ArrayList<>();
  private NameGlob.Builder name = new NameGlob.Builder();
  private int nameStart;
  private int at;

  /// @param end where the pattern ends: before a trailing slash
  PatternParser(Bytes text, int start, int end) {
    this.text = text;
    this.at = start;
    this.nameStart = start;
    this.end = end;
  }

  List<NameGlob> parse() throws MalformedPatternException {
    while (at < end) {
      byte b = text.at(at);
      switch (b) {
        case '/' -> endName();
        case '*' -> name.anyRun();
        case '?' -> name.anyByte();
        case '[' -> name.oneOf(byteClass());
        case '\\' -> escaped();
        default -> name.literal(b);
      }
      at++;
    }
    endName();
    return names;
  }

  private void escaped() throws MalformedPatternException {
    at++;
    if (at == end) {
      throw new MalformedPatternException(
          "a backslash at the end has nothing to protect; write \\\\ for a backslash");
    }
    if (text.at(at) == '/') {
      endName();
    } else {
      name.literal(text.at(at));
    }
  }

  private void endName() throws MalformedPatternException {
    String written = Bytes.copyOf(text.toArray(), nameStart, at).utf8();
    if (name.isEmpty()) {
      throw new MalformedPatternException("two slashes with nothing between them");
    }
    if (written.equals(".") || written.equals("..")) {
      throw new MalformedPatternException(
          "no path has a part '" + written + "', so this would never match");
    }
    if (!isAnyDepth(written)) {
      names.add(name.build());
    } else if (names.isEmpty() || names.getLast() != NameGlob.ANY_DEPTH) {
      names.add(NameGlob.ANY_DEPTH);
    }
    name = new NameGlob.Builder();
    nameStart = at + 1;
  }

  private static boolean isAnyDepth(String written) {
    return written.length() >= 2 && written.chars().allMatch(c -> c == '*');
  }

  /// From `[` on; leaves `at` on the `]`.
  private ByteClass byteClass() throws MalformedPatternException {
    ByteClass members = new ByteClass();
    at++;
    boolean inverted = at < end && (text.at(at) == '!' || text.at(at) == '^');
    if (inverted) {
      at++;
    }
    // A `]` that stands first is a member.
    int first = at;
    while (at == first || byteAt() != ']') {
      if (byteAt() == '[' && at + 1 < end && text.at(at + 1) == ':') {
        namedClassOrBracket(members);
      } else {
        memberOrRange(members);
      }
    }
    if (inverted) {
      members.invert();
    }
    return members;
  }

  private void memberOrRange(ByteClass members) throws MalformedPatternException {
    int low = member();
    members.add(low);
    if (byteAt() == '-' && at + 1 < end && text.at(at + 1) != ']') {
      at++;
      members.addRange(low, member());
    }
  }

  private int member() throws MalformedPatternException {
    if (byteAt() == '\\') {
      at++;
    }
    int member = byteAt() & 0xff;
    at++;
    return member;
  }

  private void namedClassOrBracket(ByteClass members) throws MalformedPatternException {
    int close = at + 2;
    while (close < end && text.at(close) != ']') {
      close++;
    }
    if (close == end) {
      throw unterminated();
    }
    // At least `[::]`: the two colons are not the same one.
    if (close - at < 3 || text.at(close - 1) != ':') {
      memberOrRange(members);
      return;
    }
    String named = Bytes.copyOf(text.toArray(), at + 2, close - 1).utf8();
    if (!members.addNamed(named)) {
      throw new MalformedPatternException("there is no class [:" + named + ":]");
    }
    at = close + 1;
  }

  private byte byteAt() throws MalformedPatternException {
    if (at >= end) {
      throw unterminated();
    }
    return text.at(at);
  }

  private static MalformedPatternException unterminated() {
    return new MalformedPatternException("'[' without its ']'; write \\[ for a name that holds it");
  }
}
