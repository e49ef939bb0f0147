package lockstep.server.agent;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipException;

/// A Debian package: an `ar` archive with three members, the last of which has the files.
final class DebArchive {
  static final byte[] MAGIC = "!<arch>\n".getBytes(StandardCharsets.US_ASCII);

  private static final int HEADER_BYTES = 60;
  private static final int NAME_BYTES = 16;
  private static final int SIZE_AT = 48;
  private static final int SIZE_BYTES = 10;

  private DebArchive() {}

  /// The packed tar with the files; what follows it is not looked at.
  ///
  /// @param in at its first byte
  static InputStream data(InputStream in) throws IOException {
    in.skipNBytes(MAGIC.length);
    while (true) {
      byte[] header = in.readNBytes(HEADER_BYTES);
      if (header.length < HEADER_BYTES) {
        throw new EOFException("the package has no data.tar");
      }
      if (text(header, 0, NAME_BYTES).startsWith("data.tar")) {
        return in;
      }
      long size = size(text(header, SIZE_AT, SIZE_BYTES));
      in.skipNBytes(size + (size & 1));
    }
  }

  private static String text(byte[] header, int offset, int length) {
    return new String(header, offset, length, StandardCharsets.US_ASCII).strip();
  }

  private static long size(String digits) throws ZipException {
    if (!digits.matches("\\d{1,10}")) {
      throw new ZipException("a member of the package has the size '%s'".formatted(digits));
    }
    return Long.parseLong(digits);
  }
}
