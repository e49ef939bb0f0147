package lockstep.server.recall;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// The numbers of the file, see the package's story.
final class RecallFormat {
  static final long MAGIC = 0x4c534255494c4431L;
  static final int HEAD_BYTES = 16;
  static final int BLOCK_HEAD_BYTES = 8;

  /// When a block is written.
  static final int BLOCK_BYTES = 64 << 10;

  /// A file whose record does not fit is left out, and read again next time.
  static final int MAX_BLOCK_BYTES = 16 << 20;

  /// Seconds that must lie between a file's last change and the start of reading it.
  static final long SETTLED_SECONDS = 2;

  private RecallFormat() {}

  static int checksum(ByteBuffer payload) {
    CRC32C crc = new CRC32C();
    crc.update(payload.duplicate());
    return (int) crc.getValue();
  }
}
