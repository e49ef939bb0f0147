package lockstep.agent.root;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import org.jspecify.annotations.Nullable;

/// Something that is mounted, as a line of `mountinfo` tells it.
///
/// @param point where, as the process sees it whose table it is
/// @param type of the filesystem
/// @param options of this mount, not of its filesystem: `nosuid`, `noexec`
public record Mount(Bytes point, String type, Set<String> options) {
  public Mount {
    options = Set.copyOf(options);
  }

  /// @param line as proc(5) has it: the mount point is its fifth word, the options its sixth, and the type stands behind
  ///     a lone dash, since a varying number of words comes before that
  static Mount of(String line) {
    List<String> words = List.of(line.split(" ", -1));
    int dash = words.subList(6, words.size()).indexOf("-") + 6;
    return new Mount(
        unescaped(words.get(4)), words.get(dash + 1), Set.of(words.get(5).split(",", -1)));
  }

  /// The kernel writes blanks and backslashes as octal numbers.
  private static Bytes unescaped(String word) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < word.length(); i++) {
      if (word.charAt(i) == '\\') {
        bytes.write(Integer.parseInt(word.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        bytes.write(word.charAt(i));
      }
    }
    return Bytes.copyOf(bytes.toByteArray());
  }

  /// The lines of a table, in the order in which they were mounted.
  static List<Mount> table(byte[] table) {
    return Arrays.stream(new String(table, StandardCharsets.ISO_8859_1).split("\n", -1))
        .filter(line -> !line.isEmpty())
        .map(Mount::of)
        .toList();
  }

  /// Where below `top` it is mounted; null when it is not.
  public @Nullable RelativePath below(Bytes top) {
    if (!isBelow(point, top)) {
      return null;
    }
    byte[] bytes = point.toArray();
    int start = top.length() == 1 ? 1 : top.length() + 1;
    return RelativePath.ofOwned(Arrays.copyOfRange(bytes, start, bytes.length));
  }

  boolean holds(Bytes path) {
    return point.equals(path) || isBelow(path, point);
  }

  private static boolean isBelow(Bytes path, Bytes top) {
    if (top.length() == 1) {
      return path.length() > 1;
    }
    return path.length() > top.length()
        && path.at(top.length()) == '/'
        && Bytes.copyOf(path.toArray(), 0, top.length()).equals(top);
  }
}
