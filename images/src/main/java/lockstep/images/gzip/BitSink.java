package lockstep.images.gzip;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Bits to bytes, the first bit lowest, as deflate wants them. One thread.
final class BitSink {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int BUFFER_BYTES = 8192;

  private final ByteTarget target;
  private final byte[] buffer = new byte[BUFFER_BYTES + Long.BYTES];
  private int filled;
  private long bits;
  private int bitCount;
  private boolean refused;

  BitSink(ByteTarget target) {
    this.target = target;
  }

  /// Whether the target has refused something; seen only after 8 KiB at most.
  boolean isRefused() {
    return refused;
  }

  /// @param value without bits above `count`
  /// @param count 0 to 48
  void bits(long value, int count) {
    long all = bits | (value << bitCount);
    int total = bitCount + count;
    if (filled >= BUFFER_BYTES) {
      drain();
    }
    LONGS.set(buffer, filled, all);
    filled += total >>> 3;
    bits = all >>> (total & ~7);
    bitCount = total & 7;
  }

  /// Zero bits up to the next whole byte.
  void align() {
    bits(0, -bitCount & 7);
  }

  /// Whole bytes; only when aligned.
  void bytes(byte[] source, int from, int length) {
    int done = 0;
    while (done < length) {
      if (filled >= BUFFER_BYTES) {
        drain();
      }
      int part = Math.min(length - done, BUFFER_BYTES - filled);
      System.arraycopy(source, from + done, buffer, filled, part);
      filled += part;
      done += part;
    }
  }

  /// Hands over all whole bytes.
  ///
  /// @return false when the target refused any
  boolean drain() {
    refused = refused || !target.take(buffer, filled);
    filled = 0;
    return !refused;
  }
}
