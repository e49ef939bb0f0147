package lockstep.images.difference;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import lockstep.images.IntegrityException;

/// Whole numbers in seven bits per byte, the low ones first; signed ones with the sign in the lowest bit.
final class Varints {
  private static final int BITS = 7;
  private static final int MORE = 0x80;

  private Varints() {}

  static void put(ByteArrayOutputStream out, int value) {
    int rest = value;
    while ((rest & -MORE) != 0) {
      out.write(rest | MORE);
      rest >>>= BITS;
    }
    out.write(rest);
  }

  static void putSigned(ByteArrayOutputStream out, int value) {
    put(out, (value << 1) ^ (value >> (Integer.SIZE - 1)));
  }

  static int get(ByteBuffer in) throws IntegrityException {
    int value = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += BITS) {
      if (!in.hasRemaining()) {
        throw new IntegrityException("a difference ends inside a number");
      }
      int part = in.get();
      value |= (part & (MORE - 1)) << shift;
      if ((part & MORE) == 0) {
        return value;
      }
    }
    throw new IntegrityException("a difference holds a number of more than 32 bits");
  }

  static int getSigned(ByteBuffer in) throws IntegrityException {
    int value = get(in);
    return (value >>> 1) ^ -(value & 1);
  }
}
