package lockstep.images.difference;

import java.util.ArrayList;
import java.util.List;

/// Where the parts of a program lie in memory, by its program headers. They are hints: whatever they say, nothing is
/// read outside the file.
final class Segments {
  /// No address, and no offset.
  static final long NONE = Long.MIN_VALUE;

  /// No program has more memory than processors can address; sums of a few such numbers do not overflow.
  private static final long MOST = 1L << 56;

  private static final int MAX_SEGMENTS = 16;
  private static final int LOAD = 1;
  private static final int UNWIND = 0x6474e550;

  /// @param offset of the first byte in the file
  /// @param fileBytes how many lie in the file; memory behind them is zero
  private record Segment(long address, long memoryBytes, int offset, int fileBytes) {
    boolean contains(long place) {
      return place >= address && place - address < memoryBytes;
    }
  }

  private final List<Segment> loaded = new ArrayList<>();
  private final int unwindOffset;

  private Segments(View file, long table, int count) {
    int unwind = -1;
    for (int i = 0; i < count; i++) {
      int at = (int) table + i * ElfHeader.SEGMENT_BYTES;
      long offset = file.int64(at + 8);
      long fileBytes = file.int64(at + 32);
      boolean inside = file.holds(offset, fileBytes);
      if (file.int32(at) == UNWIND && inside) {
        unwind = (int) offset;
      }
      if (file.int32(at) == LOAD && inside && loaded.size() < MAX_SEGMENTS) {
        add(file.int64(at + 16), file.int64(at + 40), (int) offset, (int) fileBytes);
      }
    }
    unwindOffset = unwind;
  }

  private void add(long address, long memoryBytes, int offset, int fileBytes) {
    if (address >= 0 && address < MOST && memoryBytes >= fileBytes && memoryBytes < MOST) {
      loaded.add(new Segment(address, memoryBytes, offset, fileBytes));
    }
  }

  /// @param known how many bytes of the file may be looked at
  static Segments of(View file, int known) {
    ElfHeader header = ElfHeader.of(file, known);
    long bytes = (long) header.segmentCount() * ElfHeader.SEGMENT_BYTES;
    boolean readable =
        file.holds(header.segmentTable(), bytes) && header.segmentTable() + bytes <= known;
    return new Segments(file, header.segmentTable(), readable ? header.segmentCount() : 0);
  }

  boolean isEmpty() {
    return loaded.isEmpty();
  }

  /// @return where the head of the sorted table of unwind entries lies in the file, or -1
  int unwindOffset() {
    return unwindOffset;
  }

  /// @return the offset of the byte that is loaded there, or [#NONE]
  long offset(long address) {
    for (Segment segment : loaded) {
      if (address >= segment.address && address - segment.address < segment.fileBytes) {
        return address - segment.address + segment.offset;
      }
    }
    return NONE;
  }

  /// @return where the byte at an offset is loaded, or [#NONE]
  long address(long offset) {
    for (Segment segment : loaded) {
      if (offset >= segment.offset && offset - segment.offset < segment.fileBytes) {
        return offset - segment.offset + segment.address;
      }
    }
    return NONE;
  }

  /// Whether something is there at run time.
  boolean contains(long address) {
    for (Segment segment : loaded) {
      if (segment.contains(address)) {
        return true;
      }
    }
    return false;
  }

  /// The address in `other` that is as far behind the end of the same segment's bytes in the file.
  ///
  /// @return an address, or the same when there is no such segment
  long carriedBehind(long address, Segments other) {
    for (int i = 0; i < loaded.size() && i < other.loaded.size(); i++) {
      Segment mine = loaded.get(i);
      Segment theirs = other.loaded.get(i);
      if (mine.contains(address)) {
        return address - mine.address - mine.fileBytes + theirs.address + theirs.fileBytes;
      }
    }
    return address;
  }
}
