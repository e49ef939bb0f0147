package lockstep.excludes;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A fixed map whose keys are looked up as a stretch of a path, without making an object for it.
final class LiteralTable<V> {
  private final byte[][] keys;
  private final @Nullable Object[] values;
  private final int mask;

  /// Bit n: there is a key of n bytes; bit 63 stands for all longer ones.
  private long lengths;

  LiteralTable(Map<Bytes, V> entries) {
    int slots = Integer.highestOneBit(Math.max(4, entries.size()) * 4);
    this.keys = new byte[slots][];
    this.values = new Object[slots];
    this.mask = slots - 1;
    for (Map.Entry<Bytes, V> entry : entries.entrySet()) {
      byte[] key = entry.getKey().toArray();
      int slot = slot(Arrays.hashCode(key));
      while (values[slot] != null) {
        slot = (slot + 1) & mask;
      }
      keys[slot] = key;
      lengths |= 1L << Math.min(63, key.length);
      values[slot] = entry.getValue();
    }
  }

  boolean isEmpty() {
    return lengths == 0;
  }

  /// The value of the bytes `from` to `to` of `path`.
  @SuppressWarnings("unchecked")
  @Nullable V find(RelativePath path, int from, int to) {
    if ((lengths >>> Math.min(63, to - from) & 1) == 0) {
      return null;
    }
    int hash = 1;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + path.at(i);
    }
    for (int slot = slot(hash); values[slot] != null; slot = (slot + 1) & mask) {
      if (equals(keys[slot], path, from, to)) {
        return (V) values[slot];
      }
    }
    return null;
  }

  /// @param hash as [Arrays#hashCode(byte\[\])] has it
  private int slot(int hash) {
    return (hash ^ (hash >>> 15)) & mask;
  }

  private static boolean equals(byte[] key, RelativePath path, int from, int to) {
    if (key.length != to - from) {
      return false;
    }
    for (int i = 0; i < key.length; i++) {
      if (key[i] != path.at(from + i)) {
        return false;
      }
    }
    return true;
  }
}
