package lockstep.server.tar;

import java.io.IOException;
import lockstep.excludes.Bytes;

/// The fields of a ustar or GNU header block.
final class HeaderBlock {
  private static final int CHECKSUM_OFFSET = 148;
  private static final int CHECKSUM_LENGTH = 8;

  private final byte[] block;
  private final BlockInput in;

  HeaderBlock(byte[] block, BlockInput in) {
    this.block = block;
    this.in = in;
  }

  boolean isBlank(int from, int length) {
    for (int i = from; i < from + length; i++) {
      if (block[i] != 0) {
        return false;
      }
    }
    return true;
  }

  boolean flag(int at) {
    return block[at] != 0 && block[at] != '0';
  }

  char type() {
    return (char) (block[156] & 0xff);
  }

  void verifyChecksum() throws IOException {
    long sum = 0;
    for (int i = 0; i < BlockInput.BLOCK; i++) {
      boolean inChecksum = i >= CHECKSUM_OFFSET && i < CHECKSUM_OFFSET + CHECKSUM_LENGTH;
      sum += inChecksum ? ' ' : block[i] & 0xff;
    }
    if (sum != number(CHECKSUM_OFFSET, CHECKSUM_LENGTH)) {
      throw in.damaged("a header's checksum is wrong, so this is no tar archive or a damaged one");
    }
  }

  /// Octal digits, or GNU's base 256 for what does not fit.
  long number(int from, int length) throws IOException {
    if ((block[from] & 0x80) != 0) {
      return base256(from, length);
    }
    long value = 0;
    int at = from;
    while (at < from + length && block[at] == ' ') {
      at++;
    }
    for (; at < from + length && block[at] != 0 && block[at] != ' '; at++) {
      if (block[at] < '0' || block[at] > '7') {
        throw in.damaged("a header's number is malformed");
      }
      value = value << 3 | (block[at] - '0');
    }
    return value;
  }

  private long base256(int from, int length) throws IOException {
    boolean negative = (block[from] & 0x40) != 0;
    long value = negative ? -1 : 0;
    for (int i = from; i < from + length; i++) {
      int digit = i == from ? (block[i] & 0x3f) | (negative ? 0xc0 : 0) : block[i] & 0xff;
      if (value << 8 >> 8 != value) {
        throw in.damaged("a header's number is too large");
      }
      value = value << 8 | digit;
    }
    return value;
  }

  /// Up to the first NUL.
  Bytes text(int from, int length) {
    int end = from;
    while (end < from + length && block[end] != 0) {
      end++;
    }
    return Bytes.copyOf(block, from, end);
  }

  /// Name, with ustar's prefix before it. GNU headers use that field for other things.
  Bytes name() {
    Bytes name = text(0, 100);
    boolean ustar = text(257, 6).equals(Bytes.of("ustar"));
    Bytes prefix = ustar ? text(345, 155) : Bytes.EMPTY;
    if (prefix.length() == 0) {
      return name;
    }
    byte[] whole = new byte[prefix.length() + 1 + name.length()];
    prefix.copyTo(whole, 0);
    whole[prefix.length()] = '/';
    name.copyTo(whole, prefix.length() + 1);
    return Bytes.copyOf(whole);
  }

  Bytes linkName() {
    return text(157, 100);
  }
}
