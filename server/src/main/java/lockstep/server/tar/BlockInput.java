package lockstep.server.tar;

import java.io.IOException;
import java.io.InputStream;

/// The archive as 512-byte blocks and the bytes between them, with the position for messages.
final class BlockInput {
  static final int BLOCK = 512;

  private final InputStream in;
  private long position;

  BlockInput(InputStream in) {
    this.in = in;
  }

  byte[] block() throws IOException {
    return bytes(BLOCK);
  }

  byte[] bytes(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    position += bytes.length;
    if (bytes.length < count) {
      throw cut();
    }
    return bytes;
  }

  /// At least one byte.
  int read(byte[] buffer, int offset, int length) throws IOException {
    int read = in.read(buffer, offset, length);
    if (read < 0) {
      throw cut();
    }
    position += read;
    return read;
  }

  void skip(long count) throws IOException {
    long left = count;
    while (left > 0) {
      long skipped = in.skip(left);
      if (skipped <= 0) {
        if (in.read() < 0) {
          throw cut();
        }
        skipped = 1;
      }
      left -= skipped;
      position += skipped;
    }
  }

  long position() {
    return position;
  }

  /// @param bytes near the largest number there is, they are more than any archive has, and stay so
  static long padded(long bytes) {
    return (Math.min(bytes, Long.MAX_VALUE - BLOCK + 1) + BLOCK - 1) / BLOCK * BLOCK;
  }

  TarException cut() {
    return new TarException(
        TarException.Fault.CUT,
        "the archive ends at byte %d, in the middle of an entry or without its end mark"
            .formatted(position));
  }

  TarException damaged(String what) {
    return new TarException(
        TarException.Fault.DAMAGED, "%s, before byte %d".formatted(what, position));
  }

  TarException unsupported(String what) {
    return new TarException(
        TarException.Fault.UNSUPPORTED, "%s, before byte %d".formatted(what, position));
  }
}
