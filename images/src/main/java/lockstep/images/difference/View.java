package lockstep.images.difference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The bytes of a file, and the little-endian numbers in them. Whoever reads at a place that a file names asks
/// [#holds] first.
final class View {
  private final ByteBuffer bytes;

  /// @param bytes from position to limit; shared, not copied
  View(ByteBuffer bytes) {
    this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  int size() {
    return bytes.limit();
  }

  boolean holds(long offset, long length) {
    return offset >= 0 && length >= 0 && length <= size() && offset <= size() - length;
  }

  byte get(int offset) {
    return bytes.get(offset);
  }

  int unsigned8(int offset) {
    return Byte.toUnsignedInt(bytes.get(offset));
  }

  int unsigned16(int offset) {
    return Short.toUnsignedInt(bytes.getShort(offset));
  }

  int int32(int offset) {
    return bytes.getInt(offset);
  }

  long int64(int offset) {
    return bytes.getLong(offset);
  }

  void put(int offset, byte value) {
    bytes.put(offset, value);
  }

  void put32(int offset, int value) {
    bytes.putInt(offset, value);
  }

  void put64(int offset, long value) {
    bytes.putLong(offset, value);
  }
}
