package lockstep.server.diff;

/// The order of package versions, as deb-version(7) tells it: `[epoch:]upstream[-revision]`, in which runs of digits are
/// numbers and `~` comes before everything, the end included. RPM's versions fall into nearly the same order.
final class VersionOrder {
  private VersionOrder() {}

  static int compare(String a, String b) {
    int order = Long.compare(epoch(a), epoch(b));
    order = order != 0 ? order : comparePart(upstream(a), upstream(b));
    return order != 0 ? order : comparePart(revision(a), revision(b));
  }

  private static long epoch(String version) {
    int colon = version.indexOf(':');
    String epoch = colon < 0 ? "0" : version.substring(0, colon);
    return epoch.matches("[0-9]{1,18}") ? Long.parseLong(epoch) : 0;
  }

  private static String upstream(String version) {
    String rest = version.substring(version.indexOf(':') + 1);
    int dash = rest.lastIndexOf('-');
    return dash < 0 ? rest : rest.substring(0, dash);
  }

  private static String revision(String version) {
    int dash = version.lastIndexOf('-');
    return dash < 0 || dash < version.indexOf(':') ? "" : version.substring(dash + 1);
  }

  private static int comparePart(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() || j < b.length()) {
      while (isText(a, i) || isText(b, j)) {
        int order = Integer.compare(rank(a, i), rank(b, j));
        if (order != 0) {
          return order;
        }
        i++;
        j++;
      }
      int endA = endOfDigits(a, i);
      int endB = endOfDigits(b, j);
      int order = compareNumbers(a.substring(i, endA), b.substring(j, endB));
      if (order != 0) {
        return order;
      }
      i = endA;
      j = endB;
    }
    return 0;
  }

  private static boolean isText(String text, int at) {
    return at < text.length() && !isDigit(text.charAt(at));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /// A digit ends a run of text, as the end does.
  private static int rank(String text, int at) {
    if (!isText(text, at)) {
      return 0;
    }
    char c = text.charAt(at);
    if (c == '~') {
      return -1;
    }
    return Character.isLetter(c) ? c : c + 0x10000;
  }

  private static int endOfDigits(String text, int start) {
    int end = start;
    while (end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static int compareNumbers(String a, String b) {
    String left = a.replaceFirst("^0+", "");
    String right = b.replaceFirst("^0+", "");
    int order = Integer.compare(left.length(), right.length());
    return order != 0 ? order : left.compareTo(right);
  }
}
