package lockstep.images.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads one JSON value from foreign bytes, strictly and within bounds. One reader reads one value, on one thread.
public final class JsonReader {
  /// More than any document of ours has; little enough that recursion is safe on every stack.
  static final int MAX_DEPTH = 64;

  static final int MAX_VALUES = 200_000;

  private final byte[] source;
  private int at;
  private int valuesLeft = MAX_VALUES;

  private JsonReader(byte[] source) {
    this.source = source;
  }

  /// The one value that `utf8` is. The caller has bounded the length.
  ///
  /// @throws JsonException with the byte offset of the first fault
  public static Json read(byte[] utf8) throws JsonException {
    JsonReader reader = new JsonReader(utf8);
    Json value = reader.value(0);
    reader.skipBlanks();
    if (reader.at != utf8.length) {
      throw reader.fault("nothing may follow the value");
    }
    return value;
  }

  /// As [#read], for what must be an object.
  public static Json.Object readObject(byte[] utf8) throws JsonException {
    return Json.as(read(utf8), Json.Object.class, "not a JSON object");
  }

  private Json value(int depth) throws JsonException {
    if (depth > MAX_DEPTH) {
      throw fault("nested more than " + MAX_DEPTH + " deep");
    }
    if (--valuesLeft < 0) {
      throw fault("more than " + MAX_VALUES + " values");
    }
    skipBlanks();
    return switch (peek()) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> new Json.Text(text());
      case 't' -> word("true", new Json.Bool(true));
      case 'f' -> word("false", new Json.Bool(false));
      case 'n' -> word("null", new Json.Null());
      default -> whole();
    };
  }

  private Json.Object object(int depth) throws JsonException {
    at++;
    Map<String, Json> members = new LinkedHashMap<>();
    skipBlanks();
    if (peek() == '}') {
      at++;
      return Json.Object.EMPTY;
    }
    do {
      skipBlanks();
      expect('"', "a key");
      at--;
      String key = text();
      skipBlanks();
      expect(':', "':'");
      if (members.put(key, value(depth + 1)) != null) {
        throw fault("a key stands twice in one object");
      }
    } while (more('}'));
    return new Json.Object(members);
  }

  private Json.Array array(int depth) throws JsonException {
    at++;
    List<Json> items = new ArrayList<>();
    skipBlanks();
    if (peek() == ']') {
      at++;
      return new Json.Array(items);
    }
    do {
      items.add(value(depth + 1));
    } while (more(']'));
    return new Json.Array(items);
  }

  /// After an item: whether another follows, or the end was read.
  private boolean more(char end) throws JsonException {
    skipBlanks();
    int next = peek();
    at++;
    if (next != ',' && next != end) {
      at--;
      throw fault("',' or '" + end + "' expected");
    }
    return next == ',';
  }

  private Json word(String word, Json value) throws JsonException {
    for (int i = 0; i < word.length(); i++) {
      expect(word.charAt(i), "a value");
    }
    return value;
  }

  private Json.Whole whole() throws JsonException {
    int start = at;
    if (peek() == '-') {
      at++;
    }
    int digits = at;
    while (at < source.length && isDigit(source[at])) {
      at++;
    }
    boolean leadingZero =
        at > digits && source[digits] == '0' && (at - digits > 1 || digits > start);
    if (at == digits || at - digits > 19 || leadingZero) {
      at = start;
      throw fault("a value expected; numbers are whole, without leading zeros");
    }
    if (at < source.length && (source[at] == '.' || (source[at] | 0x20) == 'e')) {
      throw fault("only whole numbers are accepted");
    }
    try {
      return new Json.Whole(
          Long.parseLong(new String(source, start, at - start, StandardCharsets.US_ASCII)));
    } catch (NumberFormatException e) {
      at = start;
      throw fault("a number beyond 64 bits");
    }
  }

  private String text() throws JsonException {
    int start = ++at;
    boolean ascii = true;
    while (true) {
      int b = peek();
      if (b == '"') {
        at++;
        return ascii
            ? new String(source, start, at - 1 - start, StandardCharsets.US_ASCII)
            : decode(start, at - 1);
      }
      if (b == '\\') {
        return escapedText(start);
      }
      if (b < 0x20) {
        throw fault("a control character in a text");
      }
      ascii &= b < 0x80;
      at++;
    }
  }

  /// Goes on with a text that has escapes, `at` standing on the first.
  private String escapedText(int start) throws JsonException {
    StringBuilder out = new StringBuilder(decode(start, at));
    int plain = at;
    while (true) {
      int b = peek();
      if (b != '"' && b != '\\') {
        if (b < 0x20) {
          throw fault("a control character in a text");
        }
        at++;
        continue;
      }
      out.append(decode(plain, at));
      at++;
      if (b == '"') {
        return out.toString();
      }
      out.appendCodePoint(escape());
      plain = at;
    }
  }

  private int escape() throws JsonException {
    int kind = peek();
    at++;
    return switch (kind) {
      case '"', '\\', '/' -> kind;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicodeEscape();
      default -> throw fault("an unknown escape");
    };
  }

  private int unicodeEscape() throws JsonException {
    char first = hex4();
    if (!Character.isSurrogate(first)) {
      return first;
    }
    if (Character.isHighSurrogate(first) && peek() == '\\') {
      at++;
      expect('u', "the other half of a surrogate pair");
      char second = hex4();
      if (Character.isLowSurrogate(second)) {
        return Character.toCodePoint(first, second);
      }
    }
    throw fault("half a surrogate pair");
  }

  private char hex4() throws JsonException {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int b = peek();
      int digit = b < 0x80 ? Character.digit(b, 16) : -1;
      if (digit < 0) {
        throw fault("four hex digits expected");
      }
      value = value << 4 | digit;
      at++;
    }
    return (char) value;
  }

  private String decode(int from, int to) throws JsonException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(source, from, to - from))
          .toString();
    } catch (CharacterCodingException e) {
      at = from;
      throw fault("a text that is not UTF-8");
    }
  }

  private void skipBlanks() {
    while (at < source.length
        && (source[at] == ' ' || source[at] == '\n' || source[at] == '\r' || source[at] == '\t')) {
      at++;
    }
  }

  private int peek() throws JsonException {
    if (at >= source.length) {
      throw fault("the end comes too early");
    }
    return source[at] & 0xff;
  }

  private void expect(char wanted, String name) throws JsonException {
    if (peek() != wanted) {
      throw fault(name + " expected");
    }
    at++;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private JsonException fault(String what) {
    return new JsonException("not acceptable JSON at byte " + at + ": " + what);
  }
}
