package lockstep.excludes;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A fixed map whose keys are looked up as a stretch of a path, without making an object for it.
final class LiteralTable<V> {
  private final byte[][] keys;
  private final @Nullable Object[] values;
  private final int mask;

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
      values[slot] = entry.getValue();
    }
  }

  /// @param hash of the bytes `from` to `to` of `path`, as [Arrays#hashCode(byte\[\])] has it
  @SuppressWarnings("unchecked")
  @Nullable V find(RelativePath path, int from, int to, int hash) {
    for (int slot = slot(hash); values[slot] != null; slot = (slot + 1) & mask) {
      if (equals(keys[slot], path, from, to)) {
        return (V) values[slot];
      }
    }
    return null;
  }

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
