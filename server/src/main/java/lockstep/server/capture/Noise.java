package lockstep.server.capture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import lockstep.excludes.RelativePath;

/// A time that a build tool left inside a file, so that the file differs each time it is made.
public enum Noise {
  NONE(0),
  /// A gzip header with a time stamp (RFC 1952, MTIME); `gzip -n` writes none.
  GZIP_TIME(1),
  /// Python byte code that names its source by date rather than by hash (PEP 552).
  PYTHON_DATE(2);

  /// How much of a file must be seen to tell, in bytes.
  static final int HEAD_BYTES = 16;

  private static final byte[] PYTHON_SUFFIX = {'.', 'p', 'y', 'c'};

  private final int code;

  Noise(int code) {
    this.code = code;
  }

  /// A number to store.
  public int code() {
    return code;
  }

  public static Noise ofCode(int code) {
    return switch (code) {
      case 1 -> GZIP_TIME;
      case 2 -> PYTHON_DATE;
      default -> NONE;
    };
  }

  /// @param head the first bytes of the file, up to [#HEAD_BYTES]; its position stays
  static Noise of(RelativePath path, ByteBuffer head) {
    ByteBuffer little = head.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int start = little.position();
    int length = little.remaining();
    if (length >= 10 && little.getShort(start) == (short) 0x8b1f && little.get(start + 2) == 8) {
      return little.getInt(start + 4) != 0 ? GZIP_TIME : NONE;
    }
    boolean python =
        length >= HEAD_BYTES && little.getShort(start + 2) == 0x0a0d && endsInPyc(path);
    return python && hasDate(little.getInt(start + 4), little.getInt(start + 8))
        ? PYTHON_DATE
        : NONE;
  }

  /// Since 3.7 flags come first: 0 for a date, then the date, 1 or 3 for a hash. Before, the date came first.
  private static boolean hasDate(int flags, int date) {
    return switch (flags) {
      case 0 -> date != 0;
      case 1, 3 -> false;
      default -> true;
    };
  }

  private static boolean endsInPyc(RelativePath path) {
    int start = path.lengthBytes() - PYTHON_SUFFIX.length;
    for (int i = 0; i < PYTHON_SUFFIX.length; i++) {
      if (start < 0 || path.at(start + i) != PYTHON_SUFFIX[i]) {
        return false;
      }
    }
    return true;
  }
}
