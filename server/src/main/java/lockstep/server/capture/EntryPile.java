package lockstep.server.capture;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import lockstep.excludes.RelativePath;
import lockstep.images.Entry;
import lockstep.server.record.RecordInput;
import lockstep.server.record.RecordOutput;

/// Entries in the order in which an archive has them, to be passed on in path order. Some 130 bytes each; a file with
/// several names stays an object.
final class EntryPile implements EntrySink {
  private static final int DIRECTORY = 0;
  private static final int SYMLINK = 1;
  private static final int CHARACTER_DEVICE = 2;
  private static final int BLOCK_DEVICE = 3;
  private static final int FIFO = 4;
  private static final int FILE = 5;

  /// A name of one of [#bodies].
  private static final int NAME = 6;

  private final RecordPile records = new RecordPile();
  private final RecordOutput record = new RecordOutput();
  private final List<Body> bodies = new ArrayList<>();
  private final java.util.IdentityHashMap<Body, Integer> numbers =
      new java.util.IdentityHashMap<>();

  @Override
  public void node(Entry.Inode entry) {
    record.clear();
    record.path(entry.path());
    switch (entry) {
      case Entry.Directory _ -> record.number(DIRECTORY);
      case Entry.Symlink link -> {
        record.number(SYMLINK);
        record.bytes(link.target());
      }
      case Entry.Device device -> {
        record.number(device.kind() == Entry.DeviceKind.BLOCK ? BLOCK_DEVICE : CHARACTER_DEVICE);
        record.number(Integer.toUnsignedLong(device.major()));
        record.number(Integer.toUnsignedLong(device.minor()));
      }
      case Entry.Fifo _ -> record.number(FIFO);
      case Entry.File _ -> throw new IllegalArgumentException(entry.path() + " is a file");
    }
    record.metadata(entry.metadata());
    records.add(record);
  }

  @Override
  public void file(RelativePath path, Body body) {
    record.clear();
    record.path(path);
    if (body.mayHaveMoreNames()) {
      record.number(NAME);
      record.number(numbers.computeIfAbsent(body, this::number));
    } else {
      record.number(FILE);
      record.number(body.noise().code());
      record.metadata(body.metadata());
      record.content(body.content());
    }
    records.add(record);
  }

  private int number(Body body) {
    bodies.add(body);
    return bodies.size() - 1;
  }

  /// Of entries with the same path, the one that came last stands.
  void drainTo(EntrySink sink) throws IOException {
    records.sort();
    for (int i = 0; i < records.size(); i++) {
      if (i + 1 == records.size() || !records.haveSamePath(i, i + 1)) {
        pass(records.get(i), sink);
      }
    }
  }

  private void pass(RecordInput in, EntrySink sink) throws IOException {
    RelativePath path = in.path();
    int kind = (int) in.number();
    switch (kind) {
      case DIRECTORY -> sink.node(new Entry.Directory(path, in.metadata()));
      case SYMLINK -> {
        lockstep.excludes.Bytes target = in.bytes();
        sink.node(new Entry.Symlink(path, in.metadata(), target));
      }
      case CHARACTER_DEVICE -> sink.node(device(path, in, Entry.DeviceKind.CHARACTER));
      case BLOCK_DEVICE -> sink.node(device(path, in, Entry.DeviceKind.BLOCK));
      case FIFO -> sink.node(new Entry.Fifo(path, in.metadata()));
      case NAME -> sink.file(path, bodies.get((int) in.number()));
      default -> sink.file(path, body(in));
    }
  }

  private static Entry.Device device(RelativePath path, RecordInput in, Entry.DeviceKind kind) {
    int major = (int) in.number();
    int minor = (int) in.number();
    return new Entry.Device(path, in.metadata(), kind, major, minor);
  }

  private static Body body(RecordInput in) {
    Noise noise = Noise.ofCode((int) in.number());
    Body body = new Body(in.metadata(), false);
    body.read(in.content(), noise);
    return body;
  }
}
