package lockstep.server.tar;

import java.nio.charset.StandardCharsets;
import lockstep.excludes.Bytes;

/// A ustar header block that is being filled. What does not fit a field is left for PAX records to say.
final class UstarBlock {
  static final int NAME_BYTES = 100;

  /// Eleven octal digits, seven octal digits.
  static final long MAX_LARGE = (1L << 33) - 1;

  static final long MAX_SMALL = (1L << 21) - 1;

  private final byte[] block = new byte[BlockInput.BLOCK];

  UstarBlock(char type) {
    block[156] = (byte) type;
    text(257, "ustar\00000");
  }

  /// Cut after 100 bytes.
  UstarBlock name(Bytes name) {
    return bytes(0, name);
  }

  UstarBlock linkName(Bytes name) {
    return bytes(157, name);
  }

  private UstarBlock bytes(int at, Bytes value) {
    byte[] all = value.toArray();
    System.arraycopy(all, 0, block, at, Math.min(all.length, NAME_BYTES));
    return this;
  }

  UstarBlock mode(int mode) {
    return octal(100, 8, mode);
  }

  UstarBlock owner(long uid, long gid) {
    return octal(108, 8, uid <= MAX_SMALL ? uid : 0).octal(116, 8, gid <= MAX_SMALL ? gid : 0);
  }

  UstarBlock size(long bytes) {
    return octal(124, 12, bytes <= MAX_LARGE ? bytes : 0);
  }

  UstarBlock mtime(long seconds) {
    return octal(136, 12, Math.clamp(seconds, 0, MAX_LARGE));
  }

  UstarBlock device(int major, int minor) {
    return octal(329, 8, major).octal(337, 8, minor);
  }

  /// Digits and a NUL.
  private UstarBlock octal(int at, int length, long value) {
    String digits = Long.toOctalString(value);
    text(at, "0".repeat(length - 1 - digits.length()) + digits);
    return this;
  }

  private void text(int at, String ascii) {
    byte[] bytes = ascii.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, block, at, bytes.length);
  }

  /// The block with its checksum: six digits, a NUL and a blank.
  byte[] finish() {
    text(148, "        ");
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xff;
    }
    text(148, "%06o\0 ".formatted(sum));
    return block;
  }
}
