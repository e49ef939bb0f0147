package lockstep.images.difference;

import lockstep.images.IntegrityException;

/// Goes over a target front to back, on both sides alike, and asks for what is not known of it yet.
///
///     headers of the target, up to the end of its program headers: no forecasts       [Segments]
///     each copy: bytes as in the base, fields as forecast                             [Program], [Forecast]
///     what lies between copies
///     the table of unwind entries, which the rest of the target makes                 [UnwindTable]
///
/// Only what lies before the present place is looked at in the target, so that both sides see the same.
final class Rebuild {
  /// A target may have this many more program headers than its base.
  private static final int MORE_SEGMENTS = 2;

  /// Whether the table of unwind entries is made of the rest.
  enum Unwind {
    MADE,
    SENT
  }

  private final Program base;
  private final View target;
  private final Copies copies;
  private final Unwind unwind;
  private final Residuals residuals;
  private final OffsetMap offsets;
  private final int headBytes;

  private UnwindTable table;
  private boolean headKnown;
  private Forecast forecast;

  /// @param target is filled
  /// @param copies inside base and target
  Rebuild(Program base, View target, Copies copies, Unwind unwind, Residuals residuals) {
    this.base = base;
    this.target = target;
    this.copies = copies;
    this.unwind = unwind;
    this.residuals = residuals;
    offsets = new OffsetMap(copies);
    headBytes = headBytes(base);
    table = UnwindTable.none(target);
    forecast = forecast(Segments.of(target, 0));
  }

  /// How much of a target is looked at for its program headers.
  static int headBytes(Program base) {
    return base.segments().isEmpty()
        ? 0
        : ElfHeader.BYTES
            + (base.header().segmentCount() + MORE_SEGMENTS) * ElfHeader.SEGMENT_BYTES;
  }

  private Forecast forecast(Segments segments) {
    RelocatedWords words = RelocatedWords.of(base, target, offsets);
    return new Forecast(base, target, segments, offsets, words);
  }

  /// @throws IntegrityException when what is given does not make a target
  void run() throws IntegrityException {
    int at = 0;
    for (int i = 0; i < copies.count(); i++) {
      fresh(at, copies.targetStart(i));
      at = copies.targetStart(i) + copies.length(i);
      copied(copies.baseStart(i), copies.targetStart(i), at);
    }
    fresh(at, target.size());
    if (unwind == Unwind.MADE) {
      if (!headKnown) {
        head();
      }
      table.write();
    }
  }

  private void fresh(int from, int end) throws IntegrityException {
    for (int at = from; at < end; ) {
      int stop = stop(at, end);
      if (!inTable(at)) {
        residuals.fresh(at, stop - at);
      }
      at = stop;
    }
  }

  private void copied(int from, int to, int end) throws IntegrityException {
    for (int at = to; at < end; ) {
      int stop = stop(at, end);
      if (!inTable(at)) {
        fields(from + at - to, at, stop);
      }
      at = stop;
    }
  }

  /// Where things change between a place and an end: at the end of the head, and at both ends of the table.
  private int stop(int at, int end) {
    if (!headKnown) {
      if (at < headBytes) {
        return Math.min(end, headBytes);
      }
      head();
    }
    if (at < table.start()) {
      return Math.min(end, table.start());
    }
    return at < table.end() ? Math.min(end, table.end()) : end;
  }

  private void head() {
    headKnown = true;
    Segments segments = Segments.of(target, Math.min(headBytes, target.size()));
    forecast = forecast(segments);
    if (unwind == Unwind.MADE) {
      table = UnwindTable.of(target, segments);
    }
  }

  private boolean inTable(int at) {
    return at >= table.start() && at < table.end();
  }

  private void fields(int from, int to, int end) throws IntegrityException {
    int shift = from - to;
    FieldMap fields = base.fields();
    int at = to;
    while (at < end) {
      int next = fields.next(at + shift, end + shift) - shift;
      boolean whole = headKnown && next < end && next + fields.kind(next + shift).width() <= end;
      int stop = whole ? next : end;
      if (stop > at) {
        residuals.copied(at + shift, at, stop - at);
      }
      at = stop;
      if (whole) {
        Kind kind = fields.kind(at + shift);
        long expected = forecast.of(kind, at + shift, at);
        forecast.learn(residuals.field(kind, at, expected));
        at += kind.width();
      }
    }
  }
}
