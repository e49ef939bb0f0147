package lockstep.images.delta;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import lockstep.excludes.Bytes;
import lockstep.images.ContentHash;
import lockstep.images.IntegrityException;
import lockstep.images.code.CodeFilter;
import lockstep.images.delta.GroupOutput.Difference;
import lockstep.images.difference.DifferenceApplier;
import lockstep.images.gzip.GzipMaker;

/// The plain bytes of a group, and the files made of them. One thread at a time.
public final class UnpackedGroup implements AutoCloseable {
  private final List<GroupOutput> outputs;
  private final GroupBases bases;
  private final OffHeap plain;
  private final long[] streams;
  private final long[] diffs;
  private final long[] extras;

  private UnpackedGroup(Group group, GroupBases bases, OffHeap plain) {
    this.outputs = group.outputs();
    this.bases = bases;
    this.plain = plain;
    int count = outputs.size();
    streams = new long[count];
    diffs = new long[count];
    extras = new long[count];
    locate();
  }

  /// @param bases filled; they must stay open as long as the result
  /// @param stored exactly the group's frame between position and limit
  /// @throws IntegrityException when it is not the group's frame, or the bases are not what it was made with
  public static UnpackedGroup unpack(Group group, GroupBases bases, ByteBuffer stored)
      throws IOException {
    if (stored.remaining() != group.storedLength()
        || !ContentHash.of(stored.duplicate()).equals(group.digest())) {
      throw new IntegrityException("a group's frame is not the one its index names");
    }
    return new UnpackedGroup(
        group, bases, PrefixFrame.unpack(bases.prefix(), stored, group.plainBytes()));
  }

  /// Whole files first, then the three planes of the differences.
  private void locate() {
    long end = 0;
    for (int i = 0; i < streams.length; i++) {
      if (!(outputs.get(i).form() instanceof Difference)) {
        streams[i] = end;
        end += outputs.get(i).plainBytes();
      }
    }
    for (int plane = 0; plane < 3; plane++) {
      for (int i = 0; i < streams.length; i++) {
        if (outputs.get(i).form() instanceof Difference difference) {
          switch (plane) {
            case 0 -> streams[i] = end;
            case 1 -> diffs[i] = end;
            default -> extras[i] = end;
          }
          end += planeBytes(difference, plane);
        }
      }
    }
  }

  private static int planeBytes(Difference difference, int plane) {
    return switch (plane) {
      case 0 -> difference.controlBytes();
      case 1 -> difference.diffBytes();
      default -> difference.extraBytes();
    };
  }

  /// Takes a content; the bytes are valid only during the call.
  @FunctionalInterface
  public interface Receiver {
    void accept(ByteBuffer content) throws IOException;
  }

  /// Hands over the claimed content of output `index`: compare its hash with the manifest's.
  ///
  /// @throws IntegrityException when it cannot be made
  public void make(int index, Receiver receiver) throws IOException {
    GroupOutput output = outputs.get(index);
    if (output.form() instanceof GroupOutput.Raw) {
      receiver.accept(plain.slice(streams[index], output.sizeBytes()));
      return;
    }
    try (OffHeap file = OffHeap.allocate(output.sizeBytes())) {
      make(index, output, file.buffer());
      receiver.accept(file.buffer());
    }
  }

  private void make(int index, GroupOutput output, ByteBuffer into) throws IOException {
    switch (output.form()) {
      case GroupOutput.Raw() -> into.put(plain.slice(streams[index], output.sizeBytes()));
      case GroupOutput.Code() -> {
        into.duplicate().put(plain.slice(streams[index], output.sizeBytes()));
        CodeFilter.makeRelative(into);
      }
      case GroupOutput.Gzip(int textBytes, Bytes recipe) ->
          GzipMaker.make(plain.slice(streams[index], textBytes), recipe, into);
      case Difference difference ->
          DifferenceApplier.apply(
              bases.bytes(difference.base()),
              plain.slice(streams[index], difference.controlBytes()),
              plain.slice(diffs[index], difference.diffBytes()),
              plain.slice(extras[index], difference.extraBytes()),
              into);
    }
  }

  @Override
  public void close() {
    plain.close();
  }
}
