package lockstep.server.diff;

/// How a path differs; the gravest of what is true of it.
enum Change {
  ADDED("+", "added"),
  REMOVED("-", "removed"),
  MOVED(">", "moved"),
  KIND("!", "kind"),
  CONTENT("c", "content"),
  METADATA("m", "metadata"),
  MTIME("t", "mtime");

  private final String sign;
  private final String word;

  Change(String sign, String word) {
    this.sign = sign;
    this.word = word;
  }

  /// One character, before a line of text.
  String sign() {
    return sign;
  }

  /// For scripts.
  String word() {
    return word;
  }
}
