package lockstep.images.difference;

/// Finds runs of the base near a place.
final class NearIndex {
  private static final int SYMBOLS = 4;
  private static final int MAX_BITS = 20;
  private static final int MAX_TRIED = 64;
  private static final int MAX_LENGTH = 256;

  private final char[] base;
  private final int bits;
  private final int[] buckets;
  private final int[] places;

  private int first;
  private int firstLength;
  private int second;
  private int secondLength;

  NearIndex(char[] base) {
    this.base = base;
    int count = Math.max(0, base.length - SYMBOLS + 1);
    bits = Math.clamp(Integer.SIZE - Integer.numberOfLeadingZeros(count / 4), 8, MAX_BITS);
    buckets = new int[(1 << bits) + 1];
    places = new int[count];
    for (int i = 0; i < count; i++) {
      buckets[bucket(base, i) + 1]++;
    }
    for (int i = 0; i < 1 << bits; i++) {
      buckets[i + 1] += buckets[i];
    }
    for (int i = count - 1; i >= 0; i--) {
      places[--buckets[bucket(base, i) + 1]] = i;
    }
  }

  private int bucket(char[] symbols, int from) {
    int hash = 0;
    for (int i = from; i < from + SYMBOLS; i++) {
      hash = (hash ^ symbols[i]) * 0x2f0b4c47;
    }
    return ((hash ^ (hash >>> 15)) * 0x3d4d51cb) >>> (Integer.SIZE - bits);
  }

  /// Looks for the two longest runs that are in the target at `from`, and in the base around `center`.
  void find(char[] target, int from, int center) {
    first = 0;
    firstLength = 0;
    second = 0;
    secondLength = 0;
    if (from > target.length - SYMBOLS || base.length < SYMBOLS) {
      return;
    }
    int bucket = bucket(target, from) + 1;
    int end = bucket + 1 < buckets.length ? buckets[bucket + 1] : places.length;
    int at = firstFrom(center - Costs.NEAR_BYTES / 2, buckets[bucket], end);
    int stop = Math.min(end, at + MAX_TRIED);
    for (; at < stop && places[at] < center + Costs.NEAR_BYTES / 2; at++) {
      consider(places[at], length(places[at], target, from), center);
    }
  }

  private int firstFrom(int place, int from, int end) {
    int low = from;
    int high = end;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (places[middle] < place) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int length(int place, char[] target, int from) {
    int most = Math.min(MAX_LENGTH, Math.min(base.length - place, target.length - from));
    int length = 0;
    while (length < most && base[place + length] == target[from + length]) {
      length++;
    }
    return length;
  }

  private void consider(int place, int length, int center) {
    if (length > firstLength
        || (length == firstLength && Math.abs(place - center) < Math.abs(first - center))) {
      second = first;
      secondLength = firstLength;
      first = place;
      firstLength = length;
    } else if (length > secondLength) {
      second = place;
      secondLength = length;
    }
  }

  int first() {
    return first;
  }

  int firstLength() {
    return firstLength;
  }

  int second() {
    return second;
  }

  int secondLength() {
    return secondLength;
  }
}
