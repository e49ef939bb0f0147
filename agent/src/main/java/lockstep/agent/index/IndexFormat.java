package lockstep.agent.index;

import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;

/// The index file, version 1: a head, then blocks of whole records.
///
///     8 bytes  "LSINDEX1"
///     8 bytes  how many paths the scan saw, or -1 when it was not a [Match]
///     32 bytes the image they matched
///     8 bytes  the fingerprint of the rules they were scanned with
///     block:   4 bytes length, 8 bytes XXH64 of the payload, payload
///
/// Numbers are big-endian. A record never spans blocks; the first path of a block shares no prefix with the block before.
final class IndexFormat {
  static final long MAGIC = 0x4c53494e44455831L;
  static final int HEAD_BYTES = 8 + 8 + 32 + 8;
  static final int BLOCK_BYTES = 64 * 1024;

  /// The largest record: a path, its attributes (64 KiB a name on Linux, in practice 4 KiB), and the numbers.
  static final int MAX_BLOCK_BYTES = 1024 * 1024;

  /// Pure Java: two gigabytes a second are plenty here, and nothing native has to be loaded for a scan.
  static final XXHash64 CHECKSUM = XXHashFactory.safeInstance().hash64();

  private IndexFormat() {}
}
