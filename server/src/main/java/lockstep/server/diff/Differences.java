package lockstep.server.diff;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Every difference of two images, in path order.
record Differences(ImagePair pair, Moves moves) {
  @FunctionalInterface
  interface Visitor {
    void visit(Difference difference) throws IOException;
  }

  void forEach(Visitor visitor) throws IOException {
    pair.forEach((from, to) -> visit(from, to, visitor));
  }

  private void visit(@Nullable Seen from, @Nullable Seen to, Visitor visitor) throws IOException {
    if (from != null && to != null) {
      Difference difference = Difference.between(from, to);
      if (difference != null) {
        visitor.visit(difference);
      }
    } else if (from != null && !moves.isMovedAway(from)) {
      visitor.visit(Difference.removed(from));
    }
    Seen origin = to == null ? null : moves.origin(to);
    if (to != null && origin != null) {
      visitor.visit(Difference.moved(origin, to));
    } else if (to != null && from == null) {
      visitor.visit(Difference.added(to));
    }
  }
}
