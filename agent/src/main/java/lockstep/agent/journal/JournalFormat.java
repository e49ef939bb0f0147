package lockstep.agent.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// The journal file, version 1. Numbers are big-endian.
///
///     8 bytes "LSJRNL01"
///     record: 4 bytes length, 4 bytes CRC-32C of the payload, payload, 4 bytes length again (so that it reads backwards)
final class JournalFormat {
  static final long MAGIC = 0x4c534a524e4c3031L;
  static final int HEADER_BYTES = 8;
  static final int FRAME_BYTES = 12;

  /// A path, and two sets of metadata with attributes of at most 64 KiB each.
  static final int MAX_RECORD_BYTES = 16 * 1024 * 1024;

  private JournalFormat() {}

  static int checksum(byte[] payload) {
    CRC32C crc = new CRC32C();
    crc.update(payload, 0, payload.length);
    return (int) crc.getValue();
  }

  static ByteBuffer frame(byte[] payload) {
    return ByteBuffer.allocate(FRAME_BYTES + payload.length)
        .putInt(payload.length)
        .putInt(checksum(payload))
        .put(payload)
        .putInt(payload.length)
        .flip();
  }
}
