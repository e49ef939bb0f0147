package lockstep.server.record;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lockstep.excludes.RelativePath;

/// Records that start with a path, in few large arrays; sorted by that path on demand, those of one path in the order
/// in which they came.
public final class RecordPile {
  private static final int SLAB_BYTES = 1 << 20;

  /// Below this many, insertion beats merging.
  private static final int SMALL = 12;

  /// Each record after its length, in four bytes; none reaches across two slabs.
  private final List<byte[]> slabs = new ArrayList<>();

  private int slabUsed;

  /// Where each record is: the slab in the upper 32 bits, the offset in the lower.
  private long[] positions = new long[1024];

  private int count;
  private long bytes;

  public void add(RecordOutput record) {
    int length = record.length();
    if (slabs.isEmpty() || slabs.getLast().length - slabUsed < 4 + length) {
      slabs.add(new byte[Math.max(SLAB_BYTES, 4 + length)]);
      slabUsed = 0;
    }
    byte[] slab = slabs.getLast();
    if (count == positions.length) {
      positions = Arrays.copyOf(positions, count + (count >> 1));
    }
    positions[count++] = (long) (slabs.size() - 1) << 32 | slabUsed;
    for (int i = 0; i < 4; i++) {
      slab[slabUsed++] = (byte) (length >>> (8 * i));
    }
    System.arraycopy(record.buffer(), 0, slab, slabUsed, length);
    slabUsed += length;
    bytes += length;
  }

  public int size() {
    return count;
  }

  /// How much memory the records take, about.
  public long bytes() {
    return bytes;
  }

  public RecordInput get(int index) {
    byte[] slab = slab(positions[index]);
    int at = offset(positions[index]);
    int length = 0;
    for (int i = 0; i < 4; i++) {
      length |= (slab[at + i] & 0xff) << (8 * i);
    }
    return new RecordInput(slab, at + 4, at + 4 + length);
  }

  private byte[] slab(long position) {
    return slabs.get((int) (position >>> 32));
  }

  private static int offset(long position) {
    return (int) position;
  }

  public boolean haveSamePath(int one, int other) {
    return compare(positions[one], positions[other]) == 0;
  }

  public void sort() {
    sort(new long[(count + 1) / 2], 0, count);
  }

  private void sort(long[] spare, int from, int to) {
    if (to - from <= SMALL) {
      insert(from, to);
      return;
    }
    int middle = (from + to) >>> 1;
    sort(spare, from, middle);
    sort(spare, middle, to);
    if (compare(positions[middle - 1], positions[middle]) > 0) {
      merge(spare, from, middle, to);
    }
  }

  private void insert(int from, int to) {
    for (int i = from + 1; i < to; i++) {
      long moving = positions[i];
      int at = i;
      while (at > from && compare(positions[at - 1], moving) > 0) {
        positions[at] = positions[at - 1];
        at--;
      }
      positions[at] = moving;
    }
  }

  private void merge(long[] spare, int from, int middle, int to) {
    int left = middle - from;
    System.arraycopy(positions, from, spare, 0, left);
    int i = 0;
    int j = middle;
    int out = from;
    while (i < left && j < to) {
      positions[out++] = compare(spare[i], positions[j]) <= 0 ? spare[i++] : positions[j++];
    }
    System.arraycopy(spare, i, positions, out, left - i);
  }

  /// The first record whose path is not before `path`, or [#size]; after [#sort].
  public int firstNotBefore(RelativePath path) {
    int from = 0;
    int to = count;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (get(middle).path().compareTo(path) < 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  /// As [RelativePath#compareTo], without making paths.
  private int compare(long a, long b) {
    byte[] slabA = slab(a);
    byte[] slabB = slab(b);
    RecordInput inA = new RecordInput(slabA, offset(a) + 4, slabA.length);
    RecordInput inB = new RecordInput(slabB, offset(b) + 4, slabB.length);
    int lengthA = (int) inA.number();
    int lengthB = (int) inB.number();
    int fromA = inA.position();
    int fromB = inB.position();
    int common = Arrays.mismatch(slabA, fromA, fromA + lengthA, slabB, fromB, fromB + lengthB);
    if (common < 0) {
      return 0;
    }
    return common >= lengthA || common >= lengthB
        ? Integer.compare(lengthA, lengthB)
        : Integer.compare(rank(slabA[fromA + common]), rank(slabB[fromB + common]));
  }

  /// The separator sorts before every byte a name may hold.
  private static int rank(byte b) {
    return b == '/' ? 0 : b & 0xff;
  }
}
