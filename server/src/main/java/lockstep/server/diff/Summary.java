package lockstep.server.diff;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/// How much differs. Counts are of paths, and each is counted once.
final class Summary {
  private final Map<Change, Long> changes = new EnumMap<>(Change.class);
  private final Map<String, Long> addedKinds = new TreeMap<>();
  private final Map<String, Long> removedKinds = new TreeMap<>();
  private long bytesAdded;
  private long bytesRemoved;
  private long bytesRewrittenBefore;
  private long bytesRewrittenAfter;

  void count(Difference difference) {
    changes.merge(difference.change(), 1L, Long::sum);
    Seen from = difference.from();
    Seen to = difference.to();
    if (from == null && to != null) {
      addedKinds.merge(to.kind(), 1L, Long::sum);
      bytesAdded += to.contentBytes();
    } else if (to == null && from != null) {
      removedKinds.merge(from.kind(), 1L, Long::sum);
      bytesRemoved += from.contentBytes();
    } else if (from != null && to != null && difference.change() == Change.CONTENT) {
      bytesRewrittenBefore += from.contentBytes();
      bytesRewrittenAfter += to.contentBytes();
    }
  }

  long count(Change change) {
    return changes.getOrDefault(change, 0L);
  }

  /// By kind of entry, in words.
  Map<String, Long> addedKinds() {
    return addedKinds;
  }

  Map<String, Long> removedKinds() {
    return removedKinds;
  }

  long bytesAdded() {
    return bytesAdded;
  }

  long bytesRemoved() {
    return bytesRemoved;
  }

  /// What the files whose content changed had, together.
  long bytesRewrittenBefore() {
    return bytesRewrittenBefore;
  }

  long bytesRewrittenAfter() {
    return bytesRewrittenAfter;
  }
}
