package lockstep.server.layers;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import lockstep.excludes.RelativePath;
import lockstep.images.ProblemException;
import lockstep.server.layers.LayerRecords.Head;
import lockstep.server.layers.LayerRecords.Kind;

/// The paths above another one that have records, the nearest first.
final class Ancestors {
  private static final BitSet NOTHING_HIDDEN = new BitSet();

  private final Deque<Spot> spots = new ArrayDeque<>();

  /// Leaves those that are above `path`.
  void keepAbove(RelativePath path) {
    while (!spots.isEmpty() && !isAbove(spots.peek().path(), path)) {
      spots.pop();
    }
  }

  private static boolean isAbove(RelativePath directory, RelativePath path) {
    return path.startsWith(directory) && !path.equals(directory);
  }

  void push(Spot spot) {
    spots.push(spot);
  }

  /// The layers that hide what lower ones have below the nearest.
  BitSet hiddenBelow() {
    return spots.isEmpty() ? NOTHING_HIDDEN : spots.peek().below();
  }

  /// Refuses what an unpacker would have to follow a symlink for, or could not make.
  ///
  /// @param subject of the message, "lies" or "is a hard link"
  void requireDirectories(List<Layer> layers, Head entry, String subject) throws ProblemException {
    for (Spot above : spots) {
      int record = above.at(entry.layer(), Spot.END);
      if (record == Spot.NONE) {
        continue; // somewhere above, or made for what is below it
      }
      Kind kind = above.head(record).kind();
      if (kind == Kind.DIRECTORY) {
        return; // which was held against those above it in its turn
      }
      throw layers
          .get(entry.layer())
          .refuse(
              entry.path().toString(),
              "%s below %s, which is %s".formatted(subject, above.path(), name(kind)));
    }
  }

  private static String name(Kind kind) {
    return kind == Kind.SYMLINK ? "a symlink" : "no directory";
  }
}
