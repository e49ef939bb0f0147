package lockstep.server.delta;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lockstep.excludes.RelativePath;

/// Which contents of an image stand at paths like a given one: the same but for numbers, as versions are (`libssl.so.1.1`,
/// `libssl.so.3`; `python3.9/os.py`, `python3.11/os.py`). Safe for many threads.
final class PathLikeness {
  /// More contents of one name (`changelog.gz`, `__init__.py`) tell nothing.
  private static final int MAX_NAMESAKES = 8;

  private final Map<String, List<ImageContent>> byPath = new HashMap<>();
  private final Map<String, List<ImageContent>> byName = new HashMap<>();

  PathLikeness(ImageContents image) {
    image.byPath().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> {
          String path = withoutNumbers(entry.getKey());
          byPath.computeIfAbsent(path, _ -> new ArrayList<>()).add(entry.getValue());
          byName.computeIfAbsent(name(path), _ -> new ArrayList<>()).add(entry.getValue());
        });
  }

  /// The contents at like paths, or else at paths that end in a like name; empty when there are none, or too many.
  List<ImageContent> like(RelativePath path) {
    String key = withoutNumbers(path);
    List<ImageContent> there = byPath.getOrDefault(key, List.of());
    if (!there.isEmpty()) {
      return there;
    }
    List<ImageContent> namesakes = byName.getOrDefault(name(key), List.of());
    return namesakes.size() > MAX_NAMESAKES ? List.of() : namesakes;
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /// Each run of digits and the dots between them becomes one sign. Bytes that are no text do not matter here.
  private static String withoutNumbers(RelativePath path) {
    String text = path.toString();
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean number = isDigit(c) || (c == '.' && i > 0 && isDigit(text.charAt(i - 1)));
      if (!number) {
        out.append(c);
      } else if (out.isEmpty() || out.charAt(out.length() - 1) != '#') {
        out.append('#');
      }
    }
    return out.toString();
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
