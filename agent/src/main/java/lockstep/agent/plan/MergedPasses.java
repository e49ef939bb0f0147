package lockstep.agent.plan;

import java.io.Closeable;
import java.io.IOException;
import java.util.Comparator;
import lockstep.agent.plan.PlanWriter.Pass;
import org.jspecify.annotations.Nullable;

/// What the walk and the hard-link groups wrote, each in order, as one stream in that order. Not for several threads.
final class MergedPasses<T> implements Closeable {
  /// Reads what one pass wrote.
  interface Reader<T> extends Closeable {
    /// Null after the last.
    @Nullable T next() throws IOException;
  }

  private final Reader<T> walk;
  private final Reader<T> links;
  private final Comparator<T> order;
  private @Nullable T fromWalk;
  private @Nullable T fromLinks;

  private MergedPasses(Reader<T> walk, Reader<T> links, Comparator<T> order) {
    this.walk = walk;
    this.links = links;
    this.order = order;
  }

  interface Opening<T> {
    Reader<T> open(Pass pass) throws IOException;
  }

  /// Both are open, or neither.
  static <T> MergedPasses<T> open(Opening<T> opening, Comparator<T> order) throws IOException {
    Reader<T> walk = opening.open(Pass.WALK);
    Reader<T> links;
    try {
      links = opening.open(Pass.LINKS);
    } catch (IOException e) {
      walk.close();
      throw e;
    }
    MergedPasses<T> merged = new MergedPasses<>(walk, links, order);
    try {
      merged.fromWalk = walk.next();
      merged.fromLinks = links.next();
      return merged;
    } catch (IOException e) {
      merged.close();
      throw e;
    }
  }

  /// Null after the last.
  @Nullable T next() throws IOException {
    T first = fromWalk;
    T other = fromLinks;
    if (first == null || (other != null && order.compare(other, first) < 0)) {
      fromLinks = other == null ? null : links.next();
      return other;
    }
    fromWalk = walk.next();
    return first;
  }

  @Override
  public void close() throws IOException {
    try (walk) {
      links.close();
    }
  }
}
