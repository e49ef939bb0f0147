package lockstep.images.console;

/// Text from elsewhere, made unable to steer a terminal or to forge a line of a log.
public final class Inert {
  private Inert() {}

  /// Control, format and unpaired surrogate characters become `\x1b` or `\u202e`; everything else stays as it is.
  public static String text(String text) {
    if (text.codePoints().noneMatch(Inert::isActive)) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(c -> append(out, c));
    return out.toString();
  }

  private static void append(StringBuilder out, int codePoint) {
    if (!isActive(codePoint)) {
      out.appendCodePoint(codePoint);
    } else {
      out.append(String.format(codePoint < 0x100 ? "\\x%02x" : "\\u%04x", codePoint));
    }
  }

  private static boolean isActive(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
