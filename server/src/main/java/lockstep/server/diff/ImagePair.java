package lockstep.server.diff;

import java.io.IOException;
import lockstep.server.repository.Repository;
import lockstep.server.repository.StoredImage;
import org.jspecify.annotations.Nullable;

/// Two images of a repository, to be read side by side.
record ImagePair(Repository repository, StoredImage from, StoredImage to) {
  /// Is told of every path of either image.
  @FunctionalInterface
  interface Visitor {
    /// At least one of the two is not null; when both are, they have the same path.
    void visit(@Nullable Seen from, @Nullable Seen to) throws IOException;
  }

  void forEach(Visitor visitor) throws IOException {
    try (ImageCursor left = ImageCursor.open(repository, from);
        ImageCursor right = ImageCursor.open(repository, to)) {
      while (left.current() != null || right.current() != null) {
        int order = order(left.current(), right.current());
        visitor.visit(order <= 0 ? left.current() : null, order >= 0 ? right.current() : null);
        if (order <= 0) {
          left.advance();
        }
        if (order >= 0) {
          right.advance();
        }
      }
    }
  }

  private static int order(@Nullable Seen left, @Nullable Seen right) {
    if (left == null || right == null) {
      return left == null ? 1 : -1;
    }
    return left.path().compareTo(right.path());
  }
}
