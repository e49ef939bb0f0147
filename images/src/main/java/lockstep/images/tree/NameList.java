package lockstep.images.tree;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import lockstep.excludes.Bytes;

/// The names of one directory, sorted as unsigned bytes: about six bytes each besides the name itself, so that a
/// directory of a million names fits in a small heap. A [Name] is made when it is asked for.
final class NameList extends AbstractList<Name> implements RandomAccess {
  private static final int FIRST_SLAB_BYTES = 1 << 10;
  private static final int SLAB_BYTES = 1 << 16;
  private static final int HEADER_BYTES = 2;

  /// Below this many, insertion beats merging.
  private static final int SMALL = 12;

  /// Each name as its type, its length and its bytes; none reaches across two slabs.
  private final List<byte[]> slabs = new ArrayList<>(1);

  private int slabUsed;

  /// Where each name is: the slab above, the offset in it in the low 16 bits.
  private int[] positions = new int[16];

  private int count;

  /// @param type `d_type`, as the kernel lists it
  void add(byte[] source, int from, int length, byte type) {
    byte[] slab = slabWithRoomFor(HEADER_BYTES + length);
    if (count == positions.length) {
      positions = Arrays.copyOf(positions, count + (count >> 1));
    }
    positions[count++] = (slabs.size() - 1) << 16 | slabUsed;
    slab[slabUsed] = type;
    slab[slabUsed + 1] = (byte) length;
    System.arraycopy(source, from, slab, slabUsed + HEADER_BYTES, length);
    slabUsed += HEADER_BYTES + length;
  }

  private byte[] slabWithRoomFor(int bytes) {
    if (!slabs.isEmpty() && slabUsed + bytes <= slabs.getLast().length) {
      return slabs.getLast();
    }
    byte[] slab = new byte[slabs.isEmpty() ? FIRST_SLAB_BYTES : SLAB_BYTES];
    slabs.add(slab);
    slabUsed = 0;
    return slab;
  }

  @Override
  public int size() {
    return count;
  }

  @Override
  public Name get(int index) {
    return new Name(name(index), kind(index));
  }

  Bytes name(int index) {
    int position = position(index);
    byte[] slab = slabs.get(position >>> 16);
    int from = (position & 0xffff) + HEADER_BYTES;
    return Bytes.copyOf(slab, from, from + Byte.toUnsignedInt(slab[from - 1]));
  }

  Kind kind(int index) {
    int position = position(index);
    return Kind.ofMode(slabs.get(position >>> 16)[position & 0xffff] << 12);
  }

  private int position(int index) {
    if (index >= count) {
      throw new IndexOutOfBoundsException(index);
    }
    return positions[index];
  }

  NameList sorted() {
    positions = Arrays.copyOf(positions, count);
    sort(positions, new int[(count + 1) / 2], 0, count);
    return this;
  }

  private void sort(int[] array, int[] spare, int from, int to) {
    if (to - from <= SMALL) {
      insert(array, from, to);
      return;
    }
    int middle = (from + to) >>> 1;
    sort(array, spare, from, middle);
    sort(array, spare, middle, to);
    if (compare(array[middle - 1], array[middle]) > 0) {
      merge(array, spare, from, middle, to);
    }
  }

  private void insert(int[] array, int from, int to) {
    for (int i = from + 1; i < to; i++) {
      int moving = array[i];
      int at = i;
      while (at > from && compare(array[at - 1], moving) > 0) {
        array[at] = array[at - 1];
        at--;
      }
      array[at] = moving;
    }
  }

  private void merge(int[] array, int[] spare, int from, int middle, int to) {
    int left = middle - from;
    System.arraycopy(array, from, spare, 0, left);
    int i = 0;
    int j = middle;
    int out = from;
    while (i < left && j < to) {
      array[out++] = compare(spare[i], array[j]) <= 0 ? spare[i++] : array[j++];
    }
    System.arraycopy(spare, i, array, out, left - i);
  }

  private int compare(int a, int b) {
    byte[] slabA = slabs.get(a >>> 16);
    byte[] slabB = slabs.get(b >>> 16);
    int fromA = (a & 0xffff) + HEADER_BYTES;
    int fromB = (b & 0xffff) + HEADER_BYTES;
    return Arrays.compareUnsigned(
        slabA,
        fromA,
        fromA + Byte.toUnsignedInt(slabA[fromA - 1]),
        slabB,
        fromB,
        fromB + Byte.toUnsignedInt(slabB[fromB - 1]));
  }
}
