package lockstep.images.difference;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/// Makes differences. Safe for many threads; deterministic: the same files give the same streams everywhere.
public final class DifferenceMaker {
  /// Base and target are at most this long.
  public static final int MAX_FILE_BYTES = 64 << 20;

  private static final int BYTE_VALUES = 256;

  private DifferenceMaker() {}

  /// Takes some 25 bytes of heap per byte of base and target.
  ///
  /// @param base what the reader has, from position to limit, which stay
  /// @param target what it shall get, from position to limit, which stay
  /// @throws IllegalArgumentException when either is longer than [#MAX_FILE_BYTES]
  public static Difference between(ByteBuffer base, ByteBuffer target) {
    if (base.remaining() > MAX_FILE_BYTES || target.remaining() > MAX_FILE_BYTES) {
      throw new IllegalArgumentException(
          "no difference between files of %d and %d bytes"
              .formatted(base.remaining(), target.remaining()));
    }
    ByteBuffer from = base.slice();
    ByteBuffer to = target.slice();
    Copies copies = new Aligner(symbols(from), symbols(to), BYTE_VALUES).align();
    return encode(from, to, copies);
  }

  private static int[] symbols(ByteBuffer bytes) {
    int[] symbols = new int[bytes.remaining()];
    for (int i = 0; i < symbols.length; i++) {
      symbols[i] = Byte.toUnsignedInt(bytes.get(i));
    }
    return symbols;
  }

  private static Difference encode(ByteBuffer base, ByteBuffer target, Copies copies) {
    ByteArrayOutputStream control = new ByteArrayOutputStream();
    ByteArrayOutputStream diff = new ByteArrayOutputStream();
    ByteArrayOutputStream extra = new ByteArrayOutputStream();
    int written = 0;
    int expected = 0;
    for (int i = 0; i < copies.count(); i++) {
      int from = copies.baseStart(i);
      int to = copies.targetStart(i);
      int length = copies.length(i);
      Varints.put(control, to - written);
      Varints.put(control, length);
      Varints.putSigned(control, from - expected);
      for (; written < to; written++) {
        extra.write(target.get(written));
      }
      for (int k = 0; k < length; k++) {
        diff.write(target.get(to + k) - base.get(from + k));
      }
      written = to + length;
      expected = from + length;
    }
    for (; written < target.limit(); written++) {
      extra.write(target.get(written));
    }
    return new Difference(control.toByteArray(), diff.toByteArray(), extra.toByteArray());
  }
}
