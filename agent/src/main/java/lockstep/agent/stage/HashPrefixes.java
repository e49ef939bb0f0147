package lockstep.agent.stage;

import lockstep.images.ContentHash;

/// A set of hashes by their first eight bytes: 16 bytes an element, for asking "perhaps?" of a million. What it says yes to
/// is compared in full by whoever asked. Not for several threads.
final class HashPrefixes {
  private long[] slots = new long[1024];
  private int size;

  void add(ContentHash hash) {
    if (size * 2 >= slots.length) {
      long[] old = slots;
      slots = new long[old.length * 2];
      size = 0;
      for (long prefix : old) {
        if (prefix != 0) {
          insert(prefix);
        }
      }
    }
    insert(prefix(hash));
  }

  boolean mayContain(ContentHash hash) {
    long prefix = prefix(hash);
    int at = start(prefix);
    while (slots[at] != 0) {
      if (slots[at] == prefix) {
        return true;
      }
      at = (at + 1) & (slots.length - 1);
    }
    return false;
  }

  boolean isEmpty() {
    return size == 0;
  }

  private void insert(long prefix) {
    int at = start(prefix);
    while (slots[at] != 0) {
      if (slots[at] == prefix) {
        return;
      }
      at = (at + 1) & (slots.length - 1);
    }
    slots[at] = prefix;
    size++;
  }

  /// Zero marks a free slot.
  private static long prefix(ContentHash hash) {
    return hash.w0() == 0 ? 1 : hash.w0();
  }

  private int start(long prefix) {
    return (int) (prefix >>> 32) & (slots.length - 1);
  }
}
