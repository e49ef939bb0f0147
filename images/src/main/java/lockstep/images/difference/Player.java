package lockstep.images.difference;

import java.nio.ByteBuffer;
import lockstep.images.IntegrityException;

/// Gives back what a [Recorder] took down.
final class Player implements Residuals {
  private final View base;
  private final View target;
  private final ByteBuffer gaps;
  private final ByteBuffer bytes;
  private final ByteBuffer fields;
  private final ByteBuffer extra;

  /// How many bytes and fields are right before the next that is not.
  private int right;

  Player(View base, View target, ByteBuffer diff, ByteBuffer extra) throws IntegrityException {
    this.base = base;
    this.target = target;
    this.extra = extra.slice();
    ByteBuffer rest = diff.slice();
    int gapBytes = Varints.get(rest);
    int byteBytes = Varints.get(rest);
    gaps = take(rest, gapBytes);
    bytes = take(rest, byteBytes);
    fields = rest;
    nextGap();
  }

  private static ByteBuffer take(ByteBuffer from, int length) throws IntegrityException {
    if (length < 0 || length > from.remaining()) {
      throw new IntegrityException("a difference ends early");
    }
    ByteBuffer taken = from.slice(from.position(), length);
    from.position(from.position() + length);
    return taken;
  }

  private void nextGap() throws IntegrityException {
    right = gaps.hasRemaining() ? Varints.get(gaps) : Integer.MAX_VALUE;
    if (right < 0) {
      throw new IntegrityException("a difference holds a negative gap");
    }
  }

  @Override
  public void copied(int from, int to, int length) throws IntegrityException {
    for (int i = 0; i < length; ) {
      int run = Math.min(right, length - i);
      for (int end = i + run; i < end; i++) {
        target.put(to + i, base.get(from + i));
      }
      right -= run;
      if (i < length) {
        if (!bytes.hasRemaining()) {
          throw new IntegrityException("a difference ends early");
        }
        target.put(to + i, (byte) (base.get(from + i) + bytes.get()));
        i++;
        nextGap();
      }
    }
  }

  @Override
  public long field(Kind kind, int to, long forecast) throws IntegrityException {
    long value = forecast;
    if (right > 0) {
      right--;
    } else {
      value = kind.narrow(forecast + Varints.getSigned(fields));
      nextGap();
    }
    kind.write(target, to, value);
    return value;
  }

  @Override
  public void fresh(int to, int length) throws IntegrityException {
    if (length > extra.remaining()) {
      throw new IntegrityException("a difference ends early");
    }
    for (int i = 0; i < length; i++) {
      target.put(to + i, extra.get());
    }
  }

  /// @throws IntegrityException when something is left over
  void finish() throws IntegrityException {
    if (gaps.hasRemaining()
        || bytes.hasRemaining()
        || fields.hasRemaining()
        || extra.hasRemaining()) {
      throw new IntegrityException("a difference holds more than its file");
    }
  }
}
