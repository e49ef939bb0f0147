package lockstep.images.delta;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import lockstep.images.IntegrityException;
import lockstep.images.gzip.GzipInflater;

/// The bases of a group in memory: those of the prefix one after the other, then those beside it. To be filled, one call of
/// [#fill] each, before anything is unpacked. One thread at a time.
public final class GroupBases implements AutoCloseable {
  private final List<GroupBase> bases;
  private final long[] offsets;
  private final long prefixBytes;
  private final OffHeap memory;

  private GroupBases(List<GroupBase> bases, long[] offsets, long prefixBytes, OffHeap memory) {
    this.bases = bases;
    this.offsets = offsets;
    this.prefixBytes = prefixBytes;
    this.memory = memory;
  }

  /// Room for the bases of a group, to be closed by the caller.
  public static GroupBases of(List<GroupBase> bases) {
    long[] offsets = new long[bases.size()];
    long end = place(bases, GroupBase.Use.PREFIX, offsets, 0);
    long all = place(bases, GroupBase.Use.ASIDE, offsets, end);
    return new GroupBases(bases, offsets, end, OffHeap.allocate(all));
  }

  private static long place(List<GroupBase> bases, GroupBase.Use use, long[] offsets, long from) {
    long end = from;
    for (int i = 0; i < offsets.length; i++) {
      if (bases.get(i).use() == use) {
        offsets[i] = end;
        end += bases.get(i).lengthBytes();
      }
    }
    return end;
  }

  /// @param file all of the file that is base `index`, between position and limit
  /// @throws IntegrityException when it cannot be that base: another size, or no gzip file with a text of that size
  public void fill(int index, ByteBuffer file) throws IOException {
    GroupBase base = bases.get(index);
    if (file.remaining() != base.sizeBytes()) {
      throw new IntegrityException(
          "a base has %d bytes, %d are expected".formatted(file.remaining(), base.sizeBytes()));
    }
    ByteBuffer slot = bytes(index);
    if (base.textBytes().isPresent()) {
      GzipInflater.read(file, slot);
    } else {
      slot.put(file.duplicate());
    }
  }

  /// What a group refers to as base `index`.
  ByteBuffer bytes(int index) {
    return memory.slice(offsets[index], bases.get(index).lengthBytes());
  }

  MemorySegment prefix() {
    return memory.memory().asSlice(0, prefixBytes);
  }

  @Override
  public void close() {
    memory.close();
  }
}
