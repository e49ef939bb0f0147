package lockstep.server.layers;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import lockstep.excludes.RelativePath;
import lockstep.images.ProblemException;
import lockstep.server.layers.LayerRecords.Head;
import lockstep.server.layers.LayerRecords.Kind;

/// What one path was, layer by layer.
final class Spot {
  /// No record.
  static final int NONE = -1;

  /// Later than every entry.
  static final long END = Long.MAX_VALUE;

  private final RelativePath path;
  private final int from;
  private final List<Head> heads = new ArrayList<>(1);

  /// The layers that hide what lower ones have of this path.
  private final BitSet here;

  /// The layers that hide what lower ones have below this path.
  private final BitSet below;

  /// @param from the first record of the path
  /// @param to the record after its last
  /// @param above the layers that hide what lower ones have below its parent
  Spot(LayerRecords records, int from, int to, BitSet above) {
    this.from = from;
    for (int i = from; i < to; i++) {
      heads.add(records.head(i));
    }
    this.path = heads.getFirst().path();
    this.here = with(above, kind -> kind == Kind.WHITEOUT);
    this.below = with(above, kind -> kind != Kind.DIRECTORY);
  }

  private interface Choice {
    boolean takes(Kind kind);
  }

  private BitSet with(BitSet above, Choice choice) {
    BitSet layers = new BitSet();
    for (Head head : heads) {
      if (choice.takes(head.kind())) {
        layers.set(head.layer());
      }
    }
    if (layers.isEmpty()) {
      return above;
    }
    layers.or(above);
    return layers;
  }

  RelativePath path() {
    return path;
  }

  List<Head> heads() {
    return heads;
  }

  Head head(int record) {
    return heads.get(record - from);
  }

  BitSet below() {
    return below;
  }

  /// The record that said what the path is when `layer` had been laid as far as the entry `before`, or [#NONE].
  int at(int layer, long before) {
    int hidden = here.previousSetBit(layer);
    for (int i = heads.size() - 1; i >= 0; i--) {
      Head head = heads.get(i);
      if (head.kind().isEntry()
          && head.layer() <= layer
          && head.layer() >= hidden
          && head.ordinal() < before) {
        return from + i;
      }
    }
    return NONE;
  }

  /// An unpacker would replace one by the other, whichever comes last, and with it what was unpacked there in between.
  void requireOneKindPerLayer(List<Layer> layers) throws ProblemException {
    for (int i = 1; i < heads.size(); i++) {
      Head one = heads.get(i - 1);
      Head other = heads.get(i);
      boolean both = one.kind().isEntry() && other.kind().isEntry();
      boolean same = (one.kind() == Kind.DIRECTORY) == (other.kind() == Kind.DIRECTORY);
      Layer layer = layers.get(other.layer());
      if (both && !same && one.layer() == other.layer() && layer.isChanges()) {
        throw layer.refuse(path.toString(), "stands twice, as a directory and as no directory");
      }
    }
  }
}
