package lockstep.server.delta;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/// Samples of a content by which contents that share bytes are found: hashes of 32 neighbouring bytes, one for some 128
/// bytes, chosen by the hash itself, so that the same 32 bytes are chosen wherever they stand.
///
/// The hash is the gear hash of FastCDC (Xia et al., USENIX ATC 2016) with a shift of two.
final class Features {
  static final int BYTES_PER_FEATURE = 128;

  private static final int SAMPLE_SHIFT = 64 - Integer.numberOfTrailingZeros(BYTES_PER_FEATURE);
  private static final int WINDOW_BYTES = 32;
  private static final long[] GEAR = new SplittableRandom(0x10c57e9).longs(256).toArray();

  private Features() {}

  @FunctionalInterface
  interface Visitor {
    /// @param feature never 0
    void visit(long feature);
  }

  /// Tells each sample, repeats included, in order.
  static void forEach(ByteBuffer content, Visitor visitor) {
    byte[] bytes = content.array();
    int from = content.arrayOffset() + content.position();
    int end = from + content.remaining();
    int first = from + WINDOW_BYTES - 1;
    long hash = 0;
    for (int i = from; i < end; i++) {
      hash = (hash << 2) + GEAR[bytes[i] & 0xff];
      if (hash >>> SAMPLE_SHIFT == 0 && hash != 0 && i >= first) {
        visitor.visit(hash);
      }
    }
  }
}
