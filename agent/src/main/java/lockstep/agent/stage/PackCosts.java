package lockstep.agent.stage;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;

/// What contents would cost to fetch from packs, in bytes. 12 bytes for each that is asked about.
final class PackCosts {
  private final int[] entries;
  private final long[] bytes;

  /// @param asked the entries it is going to be told of
  PackCosts(BitSet asked) {
    entries = asked.stream().toArray();
    bytes = new long[entries.length];
  }

  /// Works out what it is asked.
  @FunctionalInterface
  interface Source {
    PackCosts of(BitSet entries) throws IOException;
  }

  void set(int entry, long cost) {
    bytes[Arrays.binarySearch(entries, entry)] = cost;
  }

  /// 0 for one that was not asked about.
  long of(int entry) {
    int index = Arrays.binarySearch(entries, entry);
    return index < 0 ? 0 : bytes[index];
  }
}
