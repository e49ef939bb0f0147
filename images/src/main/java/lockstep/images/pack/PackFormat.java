package lockstep.images.pack;

import lockstep.images.chunk.ChunkSizes;

/// The numbers of format version 1.
final class PackFormat {
  static final int VERSION = 1;
  static final int MAX_PACKS = 65_536;
  static final int MAX_HEADER_BYTES = 4 << 20;
  static final int PLACES_PER_MESSAGE = 4096;

  /// Three lists of 4,096 varints.
  static final int MAX_PLACES_BYTES = 128 << 10;

  /// What zstd makes at most of the longest chunk.
  static final int MAX_STORED_BYTES = ChunkSizes.LIMIT_BYTES + (ChunkSizes.LIMIT_BYTES >> 8) + 64;

  private PackFormat() {}
}
