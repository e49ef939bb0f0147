package lockstep.images.difference;

import java.util.Map;
import java.util.TreeMap;

/// Says what a field of the base will be in the target: the address it means is looked for there, first where fields
/// already known had it, then where the copies lead. One thread at a time; both sides ask the same questions in the same
/// order, and are told the same answers.
final class Forecast {
  /// How many addresses are remembered; later ones displace earlier ones that share their place.
  private static final int REMEMBERED = 1 << 16;

  private static final int MAX_BEHIND = 1 << 14;

  private final Program base;
  private final View target;
  private final Segments segments;
  private final OffsetMap offsets;
  private final AddressMap addresses;
  private final RelocatedWords words;

  private final long[] seen = new long[REMEMBERED];
  private final long[] seenAs = new long[REMEMBERED];
  private final TreeMap<Long, Long> behind = new TreeMap<>();

  private long meaning;
  private long origin;
  private long forecast;

  /// @param segments of the target
  /// @param words of the target
  Forecast(Program base, View target, Segments segments, OffsetMap offsets, RelocatedWords words) {
    this.base = base;
    this.target = target;
    this.segments = segments;
    this.offsets = offsets;
    this.addresses = new AddressMap(base.segments(), segments, offsets);
    this.words = words;
  }

  /// What the field will be that lies at `from` in the base and at `to` in the target.
  long of(Kind kind, int from, int to) {
    long value = kind.read(base.file(), from);
    meaning = Segments.NONE;
    origin = 0;
    forecast = kind.narrow(expected(kind, value, from, to));
    if (kind.width() == Long.BYTES) {
      forecast = words.at(segments.address(to), to, forecast);
    }
    return forecast;
  }

  private long expected(Kind kind, long value, int from, int to) {
    return switch (kind.form()) {
      case SELF -> {
        long own = segments.address(to);
        long meant = base.meaning(kind, from);
        if (own == Segments.NONE || meant == Segments.NONE) {
          yield value;
        }
        meaning = meant;
        origin = own + kind.distance();
        yield place(meant) - origin;
      }
      case ANCHORED -> {
        meaning = base.meaning(kind, from);
        origin = place(base.anchor(kind, from));
        yield place(meaning) - origin;
      }
      case ABSOLUTE -> {
        meaning = value;
        yield base.segments().contains(value) ? place(value) : value;
      }
      case EXTENT -> {
        long end = base.meaning(kind, from);
        yield place(end - 1) + 1 - place(base.anchor(kind, from));
      }
      case INDEX -> {
        long meant = base.meaning(kind, from);
        yield (place(meant) - place(base.symbols())) / TableFields.SYMBOL_BYTES;
      }
      case OFFSET -> value < 0 || value > base.file().size() ? value : offsets.map(value);
      case BACKWARD -> value < 0 || value > from ? value : to - offsets.map(from - value);
    };
  }

  private long place(long address) {
    int slot = slot(address);
    if (seen[slot] == address && address != 0) {
      return seenAs[slot];
    }
    if (base.segments().offset(address) == Segments.NONE) {
      Map.Entry<Long, Long> below = behind.floorEntry(address);
      if (below != null) {
        return address - below.getKey() + below.getValue();
      }
    }
    return addresses.map(address);
  }

  private static int slot(long address) {
    return (int) ((address * 0x9e3779b97f4a7c15L) >>> (Long.SIZE - 16));
  }

  /// Takes in what the field asked about last really is.
  void learn(long value) {
    if (meaning == Segments.NONE) {
      return;
    }
    long actual = value + origin;
    if (value != forecast) {
      int slot = slot(meaning);
      seen[slot] = meaning;
      seenAs[slot] = actual;
    }
    if (behind.size() < MAX_BEHIND
        && base.segments().offset(meaning) == Segments.NONE
        && base.segments().contains(meaning)) {
      behind.put(meaning, actual);
    }
  }

  View target() {
    return target;
  }
}
