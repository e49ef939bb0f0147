package lockstep.server.layers;

import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.ProblemException;

/// Names in archives as paths in the tree.
final class LayerPath {
  private LayerPath() {}

  /// The path of an entry.
  ///
  /// @throws ProblemException when it leaves the tree or is no path
  static RelativePath of(Layer layer, Bytes name) throws ProblemException {
    try {
      return path(layer, name);
    } catch (IllegalArgumentException e) {
      throw layer.refuse(beginning(name), "is " + e.getMessage());
    }
  }

  private static String beginning(Bytes name) {
    return Bytes.copyOf(name.toArray(), 0, Math.min(name.length(), RelativePath.MAX_NAME_BYTES))
        .toString();
  }

  /// The path that an entry is a hard link to.
  static RelativePath ofTarget(Layer layer, RelativePath link, Bytes target)
      throws ProblemException {
    if (target.length() == 0) {
      throw layer.refuse(link.toString(), "is a hard link to nothing");
    }
    try {
      return path(layer, target);
    } catch (IllegalArgumentException e) {
      throw layer.refuse(link.toString(), "is a hard link to " + e.getMessage());
    }
  }

  /// Without the `./` that archives put before names, the slash after a directory's, and in a plain archive the slash
  /// before.
  private static RelativePath path(Layer layer, Bytes name) {
    byte[] bytes = name.toArray();
    if (layer.isChanges() && bytes.length > 0 && bytes[0] == '/') {
      throw new IllegalArgumentException("an absolute name: '" + name + "'");
    }
    int to = bytes.length;
    while (to > 0 && bytes[to - 1] == '/') {
      to--;
    }
    int from = afterSlashes(bytes, 0, to);
    while (to - from >= 1 && bytes[from] == '.' && (to - from == 1 || bytes[from + 1] == '/')) {
      from = afterSlashes(bytes, from + 1, to);
    }
    return RelativePath.of(Bytes.copyOf(bytes, from, to));
  }

  private static int afterSlashes(byte[] bytes, int start, int end) {
    int at = start;
    while (at < end && bytes[at] == '/') {
      at++;
    }
    return at;
  }
}
