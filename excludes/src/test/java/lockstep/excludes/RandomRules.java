package lockstep.excludes;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Writes rules and paths of few letters, so that they meet.
final class RandomRules {
  private static final String[] NAMES = {
    "a", "b", "ab", "ba", "a.b", "aab", "b-a", "#a", "!b", "a b", "a ", "[a]", "a\\b", "\u00e9",
    "*", "A", "3"
  };
  private static final String[] GLOBS = {
    "*",
    "?",
    "a*",
    "*b",
    "*.b",
    "a?",
    "[ab]",
    "[!a]",
    "[^b]*",
    "[a-c]b",
    "*a*",
    "\\#a",
    "\\!b",
    "\\[a\\]",
    "a\\\\b",
    "\\*",
    "a\\ ",
    "[]a]b",
    "[a-]*",
    "[[:alpha:]]",
    "[[:digit:][:upper:]]",
    "[\\a\\]]b",
    "*[[:space:]]*",
    "?*?",
    "a**b",
    "[[a]",
    "[a-c-z]*",
    "[z-a]b",
    "***",
    "\u00e9",
    "[\u00e0-\u00ef]"
  };

  private final SplittableRandom random;

  RandomRules(SplittableRandom random) {
    this.random = random;
  }

  byte[] file() {
    StringBuilder file = new StringBuilder(random.nextInt(10) == 0 ? "\u00ef\u00bb\u00bf" : "");
    int lines = 1 + random.nextInt(12);
    for (int i = 0; i < lines; i++) {
      file.append(line()).append(random.nextInt(10) == 0 ? "\r\n" : "\n");
    }
    return latin1(file.toString());
  }

  private String line() {
    return switch (random.nextInt(20)) {
      case 0 -> "# a comment";
      case 1 -> " ".repeat(random.nextInt(3));
      default ->
          (random.nextInt(4) == 0 ? "!" : "") + pattern() + (random.nextInt(8) == 0 ? "  " : "");
    };
  }

  private String pattern() {
    StringBuilder pattern = new StringBuilder();
    pattern.append(random.nextInt(3) == 0 ? "/" : "");
    int names = 1 + random.nextInt(3);
    for (int i = 0; i < names; i++) {
      pattern.append(i == 0 ? "" : "/").append(name(i));
    }
    return pattern.append(random.nextInt(4) == 0 ? "/" : "").toString();
  }

  private String name(int place) {
    int kind = random.nextInt(8);
    if (kind == 0) {
      return "**";
    }
    String name = kind < 4 ? GLOBS[random.nextInt(GLOBS.length)] : NAMES[random.nextInt(9)];
    boolean special = name.startsWith("#") || name.startsWith("!");
    return place == 0 && special ? "\\" + name : name;
  }

  /// Paths whose parents are directories: a path is a directory if it ends in `/`, here and when it is a parent.
  List<Bytes> tree(int count) {
    List<String> directories = new ArrayList<>(List.of(""));
    List<String> paths = new ArrayList<>();
    while (paths.size() < count) {
      String parent = directories.get(random.nextInt(directories.size()));
      String path = parent + NAMES[random.nextInt(NAMES.length)];
      if (paths.contains(path) || paths.contains(path + "/")) {
        continue;
      }
      if (random.nextInt(2) == 0 && path.length() < 20) {
        path += "/";
        directories.add(path);
      }
      paths.add(path);
    }
    return paths.stream().map(path -> Bytes.copyOf(latin1(path))).toList();
  }

  private static byte[] latin1(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    text.chars().forEach(out::write);
    return out.toByteArray();
  }
}
