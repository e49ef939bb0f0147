package lockstep.server.layers;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.ProblemException;
import lockstep.server.layers.LayerRecords.Head;
import lockstep.server.layers.LayerRecords.Kind;

/// What the hard links of a stack link: by record number, the record of the file or node.
final class HardLinks {
  private final List<Layer> layers;
  private final LayerRecords records;
  private final Map<Integer, Integer> linked = new HashMap<>();
  private final BitSet targets = new BitSet();

  private HardLinks(List<Layer> layers, LayerRecords records) {
    this.layers = layers;
    this.records = records;
  }

  private record Link(int record, Head head) {}

  /// @throws ProblemException when one links what was not there before it, or is no file
  static HardLinks of(List<Layer> layers, LayerRecords records) throws ProblemException {
    List<Link> links = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      Head head = records.head(i);
      if (head.kind() == Kind.HARD_LINK) {
        links.add(new Link(i, head));
      }
    }
    links.sort(Comparator.comparingLong(link -> link.head.ordinal()));
    HardLinks all = new HardLinks(layers, records);
    for (Link link : links) {
      all.resolve(link);
    }
    return all;
  }

  /// Links to links come after them, so what those link is known.
  private void resolve(Link link) throws ProblemException {
    RelativePath target = records.linkTarget(link.record);
    int found = find(target, link.head);
    Kind kind = found == Spot.NONE ? Kind.WHITEOUT : records.head(found).kind();
    if (kind == Kind.WHITEOUT || kind == Kind.DIRECTORY) {
      throw layers
          .get(link.head.layer())
          .refuse(
              link.head.path().toString(),
              "is a hard link to %s, no file before it".formatted(target));
    }
    int source = kind == Kind.HARD_LINK ? target(found) : found;
    linked.put(link.record, source);
    targets.set(source);
  }

  private int find(RelativePath target, Head link) throws ProblemException {
    Ancestors above = new Ancestors();
    RelativePath at = RelativePath.ROOT;
    for (Bytes name : target.parts()) {
      add(at, above);
      at = at.child(name);
    }
    above.requireDirectories(layers, link, "is a hard link to " + target + ",");
    int[] range = records.range(target);
    return range[0] == range[1]
        ? Spot.NONE
        : new Spot(records, range[0], range[1], above.hiddenBelow())
            .at(link.layer(), link.ordinal());
  }

  private void add(RelativePath path, Ancestors above) {
    int[] range = records.range(path);
    if (range[0] < range[1]) {
      above.push(new Spot(records, range[0], range[1], above.hiddenBelow()));
    }
  }

  /// The record that the link of this number links.
  int target(int link) {
    return Objects.requireNonNull(linked.get(link));
  }

  boolean isTarget(int record) {
    return targets.get(record);
  }
}
