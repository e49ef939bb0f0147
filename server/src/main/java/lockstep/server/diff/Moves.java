package lockstep.server.diff;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import lockstep.images.ContentHash;
import lockstep.images.Entry;
import org.jspecify.annotations.Nullable;

/// Files that are at one path in the first image and at another in the second, found by their content. Of several with the
/// same content those with the same name belong together, then the first with the first. Empty files are not moved.
final class Moves {
  /// A file that only one of the images has at its path. Some 70 bytes.
  private record Candidate(ContentHash content, int nameHash, int ordinal) {}

  private static final Comparator<Candidate> ORDER =
      Comparator.comparing(Candidate::content).thenComparingInt(Candidate::ordinal);

  /// Where each moved file was, by its ordinal in the second image.
  private final Map<Integer, Integer> ordinals = new HashMap<>();

  private final Map<Integer, Seen> origins = new HashMap<>();
  private final BitSet gone = new BitSet();

  private Moves() {}

  /// @param progress is told of paths as they are read
  static Moves between(ImagePair pair, LongConsumer progress) throws IOException {
    Moves moves = new Moves();
    moves.match(pair, progress);
    moves.findOrigins(pair);
    return moves;
  }

  private void match(ImagePair pair, LongConsumer progress) throws IOException {
    List<Candidate> removed = new ArrayList<>();
    List<Candidate> added = new ArrayList<>();
    pair.forEach((from, to) -> {
      if (from != null && (to == null || !(to.inode() instanceof Entry.File))) {
        addTo(removed, from);
      }
      if (to != null && (from == null || !(from.inode() instanceof Entry.File))) {
        addTo(added, to);
      }
      progress.accept(1);
    });
    removed.sort(ORDER);
    added.sort(ORDER);
    int at = 0;
    for (int start = 0; start < added.size(); ) {
      int end = endOfContent(added, start);
      ContentHash content = added.get(start).content;
      while (at < removed.size() && removed.get(at).content.compareTo(content) < 0) {
        at++;
      }
      if (at < removed.size() && removed.get(at).content.equals(content)) {
        int endOfRemoved = endOfContent(removed, at);
        matchSame(removed.subList(at, endOfRemoved), added.subList(start, end));
        at = endOfRemoved;
      }
      start = end;
    }
  }

  private static int endOfContent(List<Candidate> sorted, int start) {
    int end = start + 1;
    while (end < sorted.size() && sorted.get(end).content.equals(sorted.get(start).content)) {
      end++;
    }
    return end;
  }

  private static void addTo(List<Candidate> candidates, Seen seen) {
    if (seen.contentBytes() > 0 && seen.inode() instanceof Entry.File file) {
      candidates.add(
          new Candidate(
              file.content().hash(), seen.path().name().hashCode(), (int) seen.ordinal()));
    }
  }

  private void matchSame(List<Candidate> removed, List<Candidate> added) {
    Map<Integer, Deque<Candidate>> byName = new HashMap<>();
    for (Candidate candidate : removed) {
      byName.computeIfAbsent(candidate.nameHash, _ -> new ArrayDeque<>()).add(candidate);
    }
    Deque<Candidate> unmatched = new ArrayDeque<>();
    for (Candidate candidate : added) {
      Deque<Candidate> namesakes = byName.get(candidate.nameHash);
      if (namesakes == null || namesakes.isEmpty()) {
        unmatched.add(candidate);
      } else {
        move(namesakes.remove(), candidate);
      }
    }
    for (Candidate candidate : removed) {
      if (!unmatched.isEmpty() && !gone.get(candidate.ordinal)) {
        move(candidate, unmatched.remove());
      }
    }
  }

  private void move(Candidate from, Candidate to) {
    ordinals.put(to.ordinal, from.ordinal);
    gone.set(from.ordinal);
  }

  private void findOrigins(ImagePair pair) throws IOException {
    if (ordinals.isEmpty()) {
      return;
    }
    try (ImageCursor cursor = ImageCursor.open(pair.repository(), pair.from())) {
      for (Seen seen = cursor.current(); seen != null; seen = cursor.current()) {
        if (gone.get((int) seen.ordinal())) {
          origins.put((int) seen.ordinal(), seen);
        }
        cursor.advance();
      }
    }
  }

  /// Where a file of the second image was in the first; null when it was not moved.
  @Nullable Seen origin(Seen to) {
    Integer ordinal = ordinals.get((int) to.ordinal());
    return ordinal == null ? null : origins.get(ordinal);
  }

  /// Whether a file of the first image is somewhere else in the second.
  boolean isMovedAway(Seen from) {
    return gone.get((int) from.ordinal());
  }
}
