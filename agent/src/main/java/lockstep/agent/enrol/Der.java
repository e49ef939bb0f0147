package lockstep.agent.enrol;

import java.io.ByteArrayOutputStream;

/// Writes what X.509 is made of: a tag, a length, and the contents one after the other.
final class Der {
  private static final int SHORT_LENGTHS = 0x80;
  private static final int TWO_BYTES_OF_LENGTH = 0x82;
  private static final int MAX_LENGTH = 0xFFFF;

  private Der() {}

  static byte[] of(int tag, byte[]... contents) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (byte[] content : contents) {
      body.writeBytes(content);
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(tag);
    writeLength(all, body.size());
    all.writeBytes(body.toByteArray());
    return all.toByteArray();
  }

  /// DER wants the shortest form there is.
  private static void writeLength(ByteArrayOutputStream to, int length) {
    if (length > MAX_LENGTH) {
      throw new IllegalArgumentException("too long: " + length);
    }
    if (length < SHORT_LENGTHS) {
      to.write(length);
    } else if (length <= 0xFF) {
      to.write(SHORT_LENGTHS | 1);
      to.write(length);
    } else {
      to.write(TWO_BYTES_OF_LENGTH);
      to.write(length >> Byte.SIZE);
      to.write(length);
    }
  }
}
