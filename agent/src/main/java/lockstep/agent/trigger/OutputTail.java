package lockstep.agent.trigger;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// Keeps the end of a stream that may be endless.
final class OutputTail {
  static final int KEPT_BYTES = 64 << 10;

  private final byte[] ring = new byte[KEPT_BYTES];
  private long written;

  /// Takes what is there now, without waiting for more, and at most [#KEPT_BYTES] so that the caller gets to look at its
  /// clock.
  void take(InputStream in) throws IOException {
    int available = Math.min(in.available(), KEPT_BYTES);
    byte[] chunk = in.readNBytes(available);
    for (byte b : chunk) {
      ring[(int) (written++ % KEPT_BYTES)] = b;
    }
  }

  String text() {
    int length = (int) Math.min(written, KEPT_BYTES);
    byte[] tail = new byte[length];
    for (int i = 0; i < length; i++) {
      tail[i] = ring[(int) ((written - length + i) % KEPT_BYTES)];
    }
    return new String(tail, StandardCharsets.UTF_8);
  }
}
