package lockstep.excludes;

import java.util.ArrayList;
import java.util.List;

/// A glob over paths, as gitignore writes it: which entries of a tree it names.
///
/// A pattern without a slash (but at its end) names entries anywhere; any other starts at the root. Safe for many
/// threads; matching allocates nothing.
public final class PathPattern {
  /// Twice what a path may have: enough for every byte escaped.
  public static final int MAX_BYTES = 2 * RelativePath.MAX_PATH_BYTES;

  private final Bytes text;
  private final NameGlob[] names;
  private final boolean anchored;
  private final boolean directoriesOnly;

  private PathPattern(Bytes text, List<NameGlob> names, boolean anchored, boolean directoriesOnly) {
    this.text = text;
    this.names = names.toArray(NameGlob[]::new);
    this.anchored = anchored;
    this.directoriesOnly = directoriesOnly;
  }

  /// @throws MalformedPatternException when `text` can never name anything, or is longer than [#MAX_BYTES]
  public static PathPattern parse(Bytes text) throws MalformedPatternException {
    int end = text.length();
    if (end == 0) {
      throw new MalformedPatternException("the pattern is empty");
    }
    if (end > MAX_BYTES) {
      throw new MalformedPatternException("the pattern is longer than " + MAX_BYTES + " bytes");
    }
    requireNoNul(text);
    boolean directoriesOnly = text.at(end - 1) == '/';
    end -= directoriesOnly ? 1 : 0;
    boolean leadingSlash = text.at(0) == '/';
    if (leadingSlash && end <= 1) {
      throw new MalformedPatternException("'" + text + "' names the root, which is always managed");
    }
    List<NameGlob> names = new PatternParser(text, leadingSlash ? 1 : 0, end).parse();
    boolean anchored = hasSlash(text, end);
    if (names.size() == 2 && names.get(0) == NameGlob.ANY_DEPTH) {
      // `**/name` is the long way to write `name`.
      names = names.subList(1, 2);
      anchored = false;
    }
    return new PathPattern(text, names, anchored, directoriesOnly);
  }

  /// As gitignore decides it: a slash anywhere before the end, even inside `[...]`.
  private static boolean hasSlash(Bytes text, int end) {
    for (int i = 0; i < end; i++) {
      if (text.at(i) == '/') {
        return true;
      }
    }
    return false;
  }

  private static void requireNoNul(Bytes text) throws MalformedPatternException {
    for (int i = 0; i < text.length(); i++) {
      if (text.at(i) == 0) {
        throw new MalformedPatternException("a NUL byte, which no file name can hold");
      }
    }
  }

  /// Whether it names this very entry; never the root.
  public boolean matches(RelativePath path, EntryType type) {
    return (!directoriesOnly || type == EntryType.DIRECTORY) && matches(path, path.lengthBytes());
  }

  /// Whether it names this entry or a directory above it. The entry itself may be of any type: what was a directory
  /// before a change may be none after it.
  public boolean covers(RelativePath path) {
    if (anchored && names[0].isLiteral() && !names[0].matches(path, 0, path.nameEnd(0))) {
      return false;
    }
    for (int end = path.nameEnd(0); ; end = path.nameEnd(end + 1)) {
      if (matches(path, end)) {
        return true;
      }
      if (end >= path.lengthBytes()) {
        return false;
      }
    }
  }

  private boolean matches(RelativePath path, int end) {
    if (end == 0) {
      return false;
    }
    return anchored ? matchesFromRoot(path, end) : matchesName(path, end);
  }

  private boolean matchesName(RelativePath path, int end) {
    return names[0] == NameGlob.ANY_DEPTH || names[0].matches(path, path.nameStart(end), end);
  }

  /// Name by name. Only the last `**` ever needs another try.
  private boolean matchesFromRoot(RelativePath path, int end) {
    int name = 0;
    int at = 0;
    int retryName = -1;
    int retryAt = -1;
    while (at < end) {
      int stop = path.nameEnd(at);
      if (name < names.length && names[name] == NameGlob.ANY_DEPTH) {
        if (name == names.length - 1) {
          return true;
        }
        retryName = ++name;
        retryAt = at;
      } else if (name < names.length && names[name].matches(path, at, stop)) {
        name++;
        at = stop + 1;
      } else if (retryName >= 0) {
        name = retryName;
        retryAt = path.nameEnd(retryAt) + 1;
        at = retryAt;
      } else {
        return false;
      }
    }
    return name == names.length;
  }

  /// Whether it starts at the root, and so names things in one place.
  boolean isAnchored() {
    return anchored;
  }

  boolean isDirectoriesOnly() {
    return directoriesOnly;
  }

  /// Whether it holds no glob at all: [#literalNames] is the one path (or, unanchored, the one name) it names.
  boolean isLiteral() {
    return literalNames().size() == names.length;
  }

  /// The names before the first glob.
  List<Bytes> literalNames() {
    List<Bytes> literals = new ArrayList<>();
    for (int i = 0; i < names.length && names[i].isLiteral(); i++) {
      literals.add(names[i].literalName());
    }
    return literals;
  }

  /// As it was written.
  public Bytes text() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PathPattern pattern && text.equals(pattern.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /// For people, escaped.
  @Override
  public String toString() {
    return text.toString();
  }
}
