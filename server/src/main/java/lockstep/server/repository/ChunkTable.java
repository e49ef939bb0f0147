package lockstep.server.repository;

import java.util.ArrayList;
import java.util.List;
import lockstep.images.ContentHash;

/// Chunks and where each lies, numbered in the order in which they came: 48 bytes each, and some ten for the index.
final class ChunkTable {
  static final int ABSENT = -1;

  private static final int SLAB = 1 << 12;
  private static final int WORDS = 4;

  /// Four words of hash for each chunk.
  private final List<long[]> hashes = new ArrayList<>();

  private final List<long[]> offsets = new ArrayList<>();

  /// Pack and stored length for each chunk.
  private final List<int[]> places = new ArrayList<>();

  /// Open addressing: a chunk's number plus one, or 0.
  private int[] index = new int[1 << 10];

  private int count;

  int size() {
    return count;
  }

  /// The chunk's number, or [#ABSENT].
  int find(ContentHash hash) {
    int number = index[slot(hash.w0(), hash.w1(), hash.w2(), hash.w3())];
    return number - 1;
  }

  private int slot(long w0, long w1, long w2, long w3) {
    int mask = index.length - 1;
    int slot = (int) (w0 ^ w0 >>> 32) & mask; // hashes are as good as random already
    while (index[slot] != 0 && !holds(index[slot] - 1, w0, w1, w2, w3)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private boolean holds(int number, long w0, long w1, long w2, long w3) {
    long[] slab = hashes.get(number / SLAB);
    int at = number % SLAB * WORDS;
    return slab[at] == w0 && slab[at + 1] == w1 && slab[at + 2] == w2 && slab[at + 3] == w3;
  }

  /// Adds a chunk that is not there yet.
  ///
  /// @param pack a number that means something to the caller
  /// @return the chunk's number
  int add(ContentHash hash, int pack, long offset, int storedLength) {
    if ((count + 1) * 3L > index.length * 2L) {
      grow();
    }
    if (count % SLAB == 0) {
      hashes.add(new long[SLAB * WORDS]);
      offsets.add(new long[SLAB]);
      places.add(new int[SLAB * 2]);
    }
    index[slot(hash.w0(), hash.w1(), hash.w2(), hash.w3())] = count + 1;
    int at = count % SLAB;
    long[] slab = hashes.getLast();
    slab[at * WORDS] = hash.w0();
    slab[at * WORDS + 1] = hash.w1();
    slab[at * WORDS + 2] = hash.w2();
    slab[at * WORDS + 3] = hash.w3();
    offsets.getLast()[at] = offset;
    places.getLast()[at * 2] = pack;
    places.getLast()[at * 2 + 1] = storedLength;
    return count++;
  }

  private void grow() {
    index = new int[index.length * 2];
    for (int number = 0; number < count; number++) {
      long[] slab = hashes.get(number / SLAB);
      int at = number % SLAB * WORDS;
      index[slot(slab[at], slab[at + 1], slab[at + 2], slab[at + 3])] = number + 1;
    }
  }

  int pack(int number) {
    return places.get(number / SLAB)[number % SLAB * 2];
  }

  int storedLength(int number) {
    return places.get(number / SLAB)[number % SLAB * 2 + 1];
  }

  long offset(int number) {
    return offsets.get(number / SLAB)[number % SLAB];
  }

  /// A list of chunk numbers, four bytes each.
  static final class Numbers {
    private final List<int[]> slabs = new ArrayList<>();
    private int count;

    void add(int number) {
      if (count % SLAB == 0) {
        slabs.add(new int[SLAB]);
      }
      slabs.getLast()[count++ % SLAB] = number;
    }

    int size() {
      return count;
    }

    int get(int position) {
      return slabs.get(position / SLAB)[position % SLAB];
    }
  }
}
