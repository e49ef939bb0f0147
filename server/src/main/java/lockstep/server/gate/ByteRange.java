package lockstep.server.gate;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a `Range` field asks for of a file (RFC 9110, section 14).
sealed interface ByteRange {
  /// All of it: no range was asked for, or none that this server knows.
  record Whole() implements ByteRange {}

  /// `length` bytes from `offset` on; at least one.
  record Part(long offset, long length) implements ByteRange {
    String contentRange(long size) {
      return "bytes " + offset + "-" + (offset + length - 1) + "/" + size;
    }
  }

  /// Nothing that the file has. More than one range counts as this: the agent asks for one at a time, and a list of a
  /// thousand overlapping ones is an attack.
  record Unsatisfiable() implements ByteRange {}

  Pattern SINGLE = Pattern.compile("(\\d{0,18})-(\\d{0,18})");

  static ByteRange parse(String field, long size) {
    String prefix = "bytes=";
    if (!field.regionMatches(true, 0, prefix, 0, prefix.length())) {
      return new Whole();
    }
    String ranges = field.substring(prefix.length()).strip();
    if (ranges.indexOf(',') >= 0) {
      return new Unsatisfiable();
    }
    Matcher matcher = SINGLE.matcher(ranges);
    if (!matcher.matches() || ranges.equals("-")) {
      return new Whole();
    }
    return matcher.group(1).isEmpty()
        ? suffix(Long.parseLong(matcher.group(2)), size)
        : from(Long.parseLong(matcher.group(1)), matcher.group(2), size);
  }

  private static ByteRange suffix(long length, long size) {
    long taken = Math.min(length, size);
    return taken == 0 ? new Unsatisfiable() : new Part(size - taken, taken);
  }

  private static ByteRange from(long first, String end, long size) {
    long last = end.isEmpty() ? Long.MAX_VALUE : Long.parseLong(end);
    if (last < first) {
      return new Whole(); // not a valid range at all, so as if it had not been there
    }
    return first >= size
        ? new Unsatisfiable()
        : new Part(first, Math.min(last, size - 1) - first + 1);
  }
}
