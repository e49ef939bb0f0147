package lockstep.excludes;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads exclude files, line by line as git does: `#` first is a comment, spaces at the end go unless a backslash
/// protects them, a carriage return before the line feed goes, a byte order mark at the start of the file goes.
final class ExcludeParser {
  /// Far more than a person writes, far less than would hurt.
  static final int MAX_FILE_BYTES = 1 << 20;

  static final int MAX_RULES = 10_000;

  private static final Bytes BYTE_ORDER_MARK =
      Bytes.copyOf(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf});
  private static final Bytes SEED = Bytes.of("seed:");
  private static final Bytes NOT_SEED = Bytes.of("!seed:");

  private final String source;

  ExcludeParser(String source) {
    this.source = source;
  }

  List<ExcludeRule> parse(Bytes content) throws ExcludeSyntaxException {
    if (content.length() > MAX_FILE_BYTES) {
      throw new ExcludeSyntaxException(
          source, 1, "the file is longer than " + MAX_FILE_BYTES + " bytes");
    }
    byte[] all = content.toArray();
    List<Bytes> lines = new ArrayList<>();
    int start = startsWith(content, BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length() : 0;
    for (int i = start; i <= all.length; i++) {
      if (i == all.length || all[i] == '\n') {
        boolean carriageReturn = i < all.length && i > start && all[i - 1] == '\r';
        lines.add(Bytes.copyOf(all, start, carriageReturn ? i - 1 : i));
        start = i + 1;
      }
    }
    return parse(lines);
  }

  List<ExcludeRule> parse(List<Bytes> lines) throws ExcludeSyntaxException {
    List<ExcludeRule> rules = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      try {
        ExcludeRule rule = rule(lines.get(i), i + 1);
        if (rule != null) {
          rules.add(rule);
        }
      } catch (MalformedPatternException e) {
        throw new ExcludeSyntaxException(source, i + 1, e.reason());
      }
      if (rules.size() > MAX_RULES) {
        throw new ExcludeSyntaxException(source, i + 1, "more than " + MAX_RULES + " rules");
      }
    }
    return rules;
  }

  private @Nullable ExcludeRule rule(Bytes line, int number) throws MalformedPatternException {
    if (line.length() > 0 && line.at(0) == '#') {
      return null;
    }
    Bytes text = withoutTrailingSpaces(line);
    if (text.length() == 0) {
      return null;
    }
    if (startsWith(text, NOT_SEED)) {
      throw new MalformedPatternException(
          "'!' and 'seed:' contradict each other; write !\\seed: for a name that starts with it");
    }
    if (startsWith(text, SEED)) {
      return new ExcludeRule(
          source, number, text, ExcludeRule.Action.SEED, PathPattern.parse(seedPattern(text)));
    }
    if (text.at(0) == '!') {
      Bytes pattern = from(text, 1);
      requirePattern(pattern, "'!'", "write \\! for a name that starts with it");
      return new ExcludeRule(
          source, number, text, ExcludeRule.Action.MANAGE, PathPattern.parse(pattern));
    }
    return new ExcludeRule(
        source, number, text, ExcludeRule.Action.EXCLUDE, PathPattern.parse(text));
  }

  private static Bytes seedPattern(Bytes text) throws MalformedPatternException {
    int start = SEED.length();
    while (start < text.length() && text.at(start) == ' ') {
      start++;
    }
    Bytes pattern = from(text, start);
    requirePattern(pattern, "'seed:'", "write \\seed: for a name that starts with it");
    if (pattern.at(0) == '!') {
      throw new MalformedPatternException(
          "'seed:' and '!' contradict each other; write \\! for a name that starts with it");
    }
    return pattern;
  }

  private static void requirePattern(Bytes pattern, String prefix, String advice)
      throws MalformedPatternException {
    if (pattern.length() == 0) {
      throw new MalformedPatternException(prefix + " must be followed by a pattern; " + advice);
    }
  }

  private static Bytes withoutTrailingSpaces(Bytes line) {
    int keep = 0;
    for (int i = 0; i < line.length(); i++) {
      if (line.at(i) == '\\' && i + 1 < line.length()) {
        i++;
        keep = i + 1;
      } else if (line.at(i) != ' ') {
        keep = i + 1;
      }
    }
    return Bytes.copyOf(line.toArray(), 0, keep);
  }

  private static Bytes from(Bytes text, int start) {
    return Bytes.copyOf(text.toArray(), start, text.length());
  }

  private static boolean startsWith(Bytes text, Bytes prefix) {
    return text.length() >= prefix.length()
        && Bytes.copyOf(text.toArray(), 0, prefix.length()).equals(prefix);
  }
}
