package lockstep.server.delta;

import java.util.function.IntConsumer;

/// Which contents have a feature: 12 bytes for each pair, and a few places per feature. Written by one thread, then read by
/// any.
final class FeatureIndex {
  /// A feature that more contents have tells nothing.
  static final int MAX_PLACES = 4;

  private long[] features = new long[1 << 12];
  private int[] contents = new int[1 << 12];
  private int size;

  void add(long feature, int content) {
    if (size * 2 > features.length) {
      grow();
    }
    insert(feature, content);
  }

  private void grow() {
    long[] oldFeatures = features;
    int[] oldContents = contents;
    features = new long[oldFeatures.length * 2];
    contents = new int[oldFeatures.length * 2];
    size = 0;
    for (int i = 0; i < oldFeatures.length; i++) {
      if (oldFeatures[i] != 0) {
        insert(oldFeatures[i], oldContents[i]);
      }
    }
  }

  private void insert(long feature, int content) {
    int mask = features.length - 1;
    int places = 0;
    int at = slot(feature);
    for (; features[at] != 0; at = (at + 1) & mask) {
      if (features[at] == feature && (contents[at] == content || ++places == MAX_PLACES)) {
        return;
      }
    }
    features[at] = feature;
    contents[at] = content;
    size++;
  }

  void forEach(long feature, IntConsumer consumer) {
    int mask = features.length - 1;
    for (int at = slot(feature); features[at] != 0; at = (at + 1) & mask) {
      if (features[at] == feature) {
        consumer.accept(contents[at]);
      }
    }
  }

  /// The top bits of a feature are zero, and the lowest hold only the last bytes: all are mixed.
  private int slot(long feature) {
    return (int) ((feature * 0x9e3779b97f4a7c15L) >>> 33) & (features.length - 1);
  }
}
