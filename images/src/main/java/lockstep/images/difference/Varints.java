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
    putLong(out, Integer.toUnsignedLong(value));
  }

  static void putSigned(ByteArrayOutputStream out, long value) {
    putLong(out, (value << 1) ^ (value >> (Long.SIZE - 1)));
  }

  private static void putLong(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & -MORE) != 0) {
      out.write((int) rest | MORE);
      rest >>>= BITS;
    }
    out.write((int) rest);
  }

  /// @return the number; negative when it is not a positive one of 31 bits
  static int get(ByteBuffer in) throws IntegrityException {
    long value = getLong(in);
    return value >>> (Integer.SIZE - 1) == 0 ? (int) value : -1;
  }

  static long getSigned(ByteBuffer in) throws IntegrityException {
    long value = getLong(in);
    return (value >>> 1) ^ -(value & 1);
  }

  private static long getLong(ByteBuffer in) throws IntegrityException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += BITS) {
      if (!in.hasRemaining()) {
        throw new IntegrityException("a difference ends inside a number");
      }
      int part = in.get();
      value |= (long) (part & (MORE - 1)) << shift;
      if ((part & MORE) == 0) {
        return value;
      }
    }
    throw new IntegrityException("a difference holds a number of more than 64 bits");
  }
}
