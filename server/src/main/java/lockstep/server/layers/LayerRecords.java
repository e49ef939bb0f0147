package lockstep.server.layers;

import java.util.ArrayList;
import java.util.List;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.Entry;
import lockstep.images.Metadata;
import lockstep.server.record.RecordInput;
import lockstep.server.record.RecordOutput;
import lockstep.server.record.RecordPile;
import lockstep.server.tar.TarEntry;
import lockstep.server.tar.TarPlace;

/// What the layers of a stack say, one record for each entry; once sorted, those of one path together, lowest layer
/// first, and those of one layer in its order.
final class LayerRecords {
  /// What a record tells of its path.
  enum Kind {
    DIRECTORY(0),
    FILE(1),
    SYMLINK(2),
    CHARACTER_DEVICE(3),
    BLOCK_DEVICE(4),
    FIFO(5),
    HARD_LINK(6),
    WHITEOUT(7),
    OPAQUE(8);

    private static final List<Kind> BY_CODE = List.of(values());

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    /// Whether it says what the path is, rather than what is hidden.
    boolean isEntry() {
      return this != WHITEOUT && this != OPAQUE;
    }
  }

  /// @param ordinal among all entries of all layers
  record Head(RelativePath path, Kind kind, int layer, long ordinal) {
    boolean isBefore(Head other) {
      return ordinal < other.ordinal;
    }
  }

  private final RecordPile pile = new RecordPile();
  private final RecordOutput out = new RecordOutput();
  private long added;

  private void head(RelativePath path, Kind kind, int layer) {
    out.clear();
    out.path(path);
    out.number(kind.code);
    out.number(layer);
    out.number(added++);
  }

  void addHidden(RelativePath path, Kind kind, int layer) {
    head(path, kind, layer);
    pile.add(out);
  }

  void addLink(RelativePath path, RelativePath target, int layer) {
    head(path, Kind.HARD_LINK, layer);
    out.path(target);
    pile.add(out);
  }

  void addFile(RelativePath path, Metadata metadata, TarPlace place, int layer) {
    head(path, Kind.FILE, layer);
    out.metadata(metadata);
    out.number(place.offset());
    out.number(place.storedBytes());
    out.number(place.size());
    out.number(place.extents().size());
    for (TarEntry.Extent extent : place.extents()) {
      out.number(extent.offset());
      out.number(extent.length());
    }
    pile.add(out);
  }

  void addNode(Entry.Inode node, int layer) {
    switch (node) {
      case Entry.Directory _ -> head(node.path(), Kind.DIRECTORY, layer);
      case Entry.Fifo _ -> head(node.path(), Kind.FIFO, layer);
      case Entry.Symlink link -> {
        head(node.path(), Kind.SYMLINK, layer);
        out.bytes(link.target());
      }
      case Entry.Device device -> {
        boolean block = device.kind() == Entry.DeviceKind.BLOCK;
        head(node.path(), block ? Kind.BLOCK_DEVICE : Kind.CHARACTER_DEVICE, layer);
        out.number(Integer.toUnsignedLong(device.major()));
        out.number(Integer.toUnsignedLong(device.minor()));
      }
      case Entry.File _ -> throw new IllegalArgumentException(node.path() + " has content");
    }
    out.metadata(node.metadata());
    pile.add(out);
  }

  void sort() {
    pile.sort();
  }

  int size() {
    return pile.size();
  }

  long bytes() {
    return pile.bytes();
  }

  boolean haveSamePath(int one, int other) {
    return pile.haveSamePath(one, other);
  }

  Head head(int index) {
    return head(pile.get(index));
  }

  private static Head head(RecordInput in) {
    return new Head(in.path(), Kind.BY_CODE.get((int) in.number()), (int) in.number(), in.number());
  }

  /// The records of a path: from the first up to the second number.
  int[] range(RelativePath path) {
    int from = pile.firstNotBefore(path);
    int to = from;
    while (to < size() && pile.get(to).path().equals(path)) {
      to++;
    }
    return new int[] {from, to};
  }

  RelativePath linkTarget(int index) {
    RecordInput in = pile.get(index);
    head(in);
    return in.path();
  }

  /// @param path where it stands: a hard link may name it elsewhere
  Entry.Inode node(int index, RelativePath path) {
    RecordInput in = pile.get(index);
    Head head = head(in);
    return switch (head.kind) {
      case DIRECTORY -> new Entry.Directory(path, in.metadata());
      case FIFO -> new Entry.Fifo(path, in.metadata());
      case SYMLINK -> {
        Bytes target = in.bytes();
        yield new Entry.Symlink(path, in.metadata(), target);
      }
      case CHARACTER_DEVICE -> device(path, in, Entry.DeviceKind.CHARACTER);
      case BLOCK_DEVICE -> device(path, in, Entry.DeviceKind.BLOCK);
      case FILE, HARD_LINK, WHITEOUT, OPAQUE ->
          throw new IllegalArgumentException(head + " is no node");
    };
  }

  private static Entry.Device device(RelativePath path, RecordInput in, Entry.DeviceKind kind) {
    int major = (int) in.number();
    int minor = (int) in.number();
    return new Entry.Device(path, in.metadata(), kind, major, minor);
  }

  Metadata fileMetadata(int index) {
    RecordInput in = pile.get(index);
    head(in);
    return in.metadata();
  }

  TarPlace filePlace(int index) {
    RecordInput in = pile.get(index);
    head(in);
    in.metadata();
    long offset = in.number();
    long stored = in.number();
    long size = in.number();
    int count = (int) in.number();
    List<TarEntry.Extent> extents = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      extents.add(new TarEntry.Extent(in.number(), in.number()));
    }
    return new TarPlace(offset, stored, size, extents);
  }
}
