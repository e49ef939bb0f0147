package lockstep.images.gzip;

import java.nio.ByteBuffer;
import lockstep.excludes.Bytes;

/// The header of a member: RFC 1952, section 2.3.
final class GzipHeader {
  private static final int FIXED_BYTES = 10;
  private static final byte MAGIC_1 = 0x1f;
  private static final byte MAGIC_2 = (byte) 0x8b;
  private static final byte DEFLATE = 8;
  private static final byte UNIX = 3;

  private static final int FLAGS_AT = 3;
  private static final int EXTRA_FLAGS_AT = 8;

  private static final int HEADER_CHECKSUM = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xe0;

  private GzipHeader() {}

  /// What `gzip -n` writes: no name, no date, no flags.
  static Bytes plain(Encoder encoder) {
    byte[] header = new byte[FIXED_BYTES];
    header[0] = MAGIC_1;
    header[1] = MAGIC_2;
    header[2] = DEFLATE;
    header[EXTRA_FLAGS_AT] = (byte) encoder.extraFlags();
    header[FIXED_BYTES - 1] = UNIX;
    return Bytes.copyOf(header);
  }

  /// @return how long the header is that begins at `from`; 0 when there is none that can be understood
  static int length(ByteBuffer file, int from) {
    if (file.limit() - from < FIXED_BYTES
        || file.get(from) != MAGIC_1
        || file.get(from + 1) != MAGIC_2
        || file.get(from + 2) != DEFLATE) {
      return 0;
    }
    int flags = file.get(from + FLAGS_AT);
    int at = from + FIXED_BYTES;
    if ((flags & EXTRA) != 0 && at + 2 <= file.limit()) {
      at += 2 + (file.get(at) & 0xff) + ((file.get(at + 1) & 0xff) << 8);
    }
    at = (flags & NAME) != 0 ? afterZero(file, at) : at;
    at = (flags & COMMENT) != 0 ? afterZero(file, at) : at;
    at += (flags & HEADER_CHECKSUM) != 0 ? 2 : 0;
    return (flags & RESERVED) == 0 && at <= file.limit() ? at - from : 0;
  }

  private static int afterZero(ByteBuffer file, int from) {
    int at = from;
    while (at < file.limit() && file.get(at) != 0) {
      at++;
    }
    return at + 1;
  }

  /// What a header says of the level.
  static int extraFlags(Bytes header) {
    return header.at(EXTRA_FLAGS_AT);
  }
}
