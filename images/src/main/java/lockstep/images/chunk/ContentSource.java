package lockstep.images.chunk;

import java.io.IOException;
import java.io.InputStream;

/// Where a file's bytes come from, first to last.
public interface ContentSource {
  /// Reads at least one byte into `buffer[offset, offset + length)`, or answers -1 at the end.
  int read(byte[] buffer, int offset, int length) throws IOException;

  /// How many zero bytes come next that need not be read; they count as read. 0 when the source cannot tell.
  /// Only an economy: what is a hole in the image is decided by the bytes.
  default long skipHole() throws IOException {
    return 0;
  }

  static ContentSource of(InputStream in) {
    return in::read;
  }
}
