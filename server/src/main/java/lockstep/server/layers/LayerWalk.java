package lockstep.server.layers;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import lockstep.excludes.RelativePath;
import lockstep.images.Entry;
import lockstep.images.Metadata;
import lockstep.images.ProblemException;
import lockstep.server.layers.LayerRecords.Head;
import lockstep.server.layers.LayerRecords.Kind;

/// One walk over the tree that a stack makes, in path order.
final class LayerWalk {
  /// Of directories that no layer has an entry for: what everyone may read, and no time that would differ next time.
  private static final Metadata PLAIN = new Metadata(0755, 0, 0, 0, 0, List.of(), 0);

  private final List<Layer> layers;
  private final LayerRecords records;
  private final HardLinks links;
  private final LayerStack.Visitor visitor;
  private final Ancestors above = new Ancestors();

  /// The directories told of that hold the last path told of, the nearest first.
  private final Deque<RelativePath> told = new ArrayDeque<>();

  LayerWalk(List<Layer> layers, LayerRecords records, HardLinks links, LayerStack.Visitor visitor) {
    this.layers = layers;
    this.records = records;
    this.links = links;
    this.visitor = visitor;
  }

  void run() throws IOException {
    int to;
    for (int from = 0; from < records.size(); from = to) {
      to = from + 1;
      while (to < records.size() && records.haveSamePath(from, to)) {
        to++;
      }
      above.keepAbove(records.head(from).path());
      Spot spot = new Spot(records, from, to, above.hiddenBelow());
      take(spot);
      above.push(spot);
    }
    if (told.isEmpty() && layers.getLast().isChanges()) {
      visitor.implied(new Entry.Directory(RelativePath.ROOT, PLAIN));
    }
  }

  private void take(Spot spot) throws IOException {
    spot.requireOneKindPerLayer(layers);
    for (Head head : spot.heads()) {
      above.requireDirectories(layers, head, "lies");
    }
    int record = spot.at(layers.size(), Spot.END);
    if (record != Spot.NONE) {
      tellParents(spot.path(), layers.get(spot.head(record).layer()));
      tell(spot.path(), record, spot.head(record).kind());
    }
  }

  private void tell(RelativePath path, int record, Kind kind) throws IOException {
    int source = kind == Kind.HARD_LINK ? links.target(record) : record;
    if (records.head(source).kind() == Kind.FILE) {
      visitor.file(path, source);
      return;
    }
    visitor.node(records.node(source, path));
    if (kind == Kind.DIRECTORY) {
      told.push(path);
    }
  }

  /// A plain archive without its root is refused by whoever needs one.
  private void tellParents(RelativePath path, Layer layer) throws IOException {
    while (!told.isEmpty() && !path.startsWith(told.peek())) {
      told.pop();
    }
    List<RelativePath> missing = new ArrayList<>();
    for (RelativePath at = path; !at.isRoot() && !at.parent().equals(told.peek()); ) {
      at = at.parent();
      missing.add(at);
    }
    Collections.reverse(missing);
    for (RelativePath directory : missing) {
      require(directory, path, layer);
      if (layer.isChanges()) {
        visitor.implied(new Entry.Directory(directory, PLAIN));
        told.push(directory);
      }
    }
  }

  private static void require(RelativePath directory, RelativePath path, Layer layer)
      throws ProblemException {
    if (!layer.isChanges() && !directory.isRoot()) {
      throw layer.refuse(path.toString(), "is in %s, which is not there".formatted(directory));
    }
  }
}
