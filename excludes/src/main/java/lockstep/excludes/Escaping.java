package lockstep.excludes;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// How bytes that need not be text are shown to people, one-to-one: what differs as bytes differs as shown.
final class Escaping {
  private Escaping() {}

  static String escape(byte[] value) {
    if (isPlain(value)) {
      return new String(value, StandardCharsets.ISO_8859_1);
    }
    StringBuilder out = new StringBuilder(value.length + 16);
    int at = 0;
    while (at < value.length) {
      int length = utf8Length(value, at);
      if (length == 0) {
        out.append(String.format("\\x%02x", value[at] & 0xff));
        at++;
      } else {
        String character = new String(value, at, length, StandardCharsets.UTF_8);
        out.append(character.equals("\\") ? "\\\\" : character);
        at += length;
      }
    }
    return out.toString();
  }

  private static boolean isPlain(byte[] value) {
    for (byte b : value) {
      if (b < 0x20 || b == 0x7f || b == '\\') {
        return false;
      }
    }
    return true;
  }

  /// The length of the printable UTF-8 character at `at`; 0 when there is none.
  private static int utf8Length(byte[] value, int at) {
    int lead = value[at] & 0xff;
    int length =
        lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    if (length == 0 || at + length > value.length) {
      return 0;
    }
    try {
      CharBuffer decoded =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value, at, length));
      int codePoint = Character.codePointAt(decoded, 0);
      return switch (Character.getType(codePoint)) {
        case Character.CONTROL,
            Character.FORMAT,
            Character.SURROGATE,
            Character.PRIVATE_USE,
            Character.UNASSIGNED,
            Character.LINE_SEPARATOR,
            Character.PARAGRAPH_SEPARATOR ->
            0;
        default -> length;
      };
    } catch (CharacterCodingException e) {
      return 0;
    }
  }
}
