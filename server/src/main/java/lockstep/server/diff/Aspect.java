package lockstep.server.diff;

/// One thing of an entry that differs, as text.
///
/// @param name `mode`, `owner`, `mtime`, or the name of an extended attribute
/// @param before empty where there was none
/// @param after empty where there is none
record Aspect(String name, String before, String after) {
  static final String MTIME = "mtime";

  boolean isMtime() {
    return name.equals(MTIME);
  }

  /// `mode 0644 -> 0600`, `user.note removed`
  String inWords() {
    if (before.isEmpty()) {
      return name + " added " + after;
    }
    return after.isEmpty()
        ? name + " removed, was " + before
        : name + " " + before + " -> " + after;
  }
}
