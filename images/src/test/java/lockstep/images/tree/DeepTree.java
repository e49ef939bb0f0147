package lockstep.images.tree;

import java.io.IOException;
import lockstep.excludes.Bytes;

/// A chain of directories, made step by step so that no path is too long for it.
final class DeepTree {
  private static final Bytes STEP = Bytes.of("d");

  private DeepTree() {}

  /// @param depth how many directories, the first one called `name`, each other one `d`
  static void make(Directory parent, Bytes name, int depth) throws IOException {
    parent.makeDirectory(name, 0700);
    Directory here = parent.openChild(name);
    for (int i = 1; i < depth; i++) {
      try (Directory above = here) {
        above.makeDirectory(STEP, 0700);
        here = above.openChild(STEP);
      }
    }
    here.close();
  }
}
