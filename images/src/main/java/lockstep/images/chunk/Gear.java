package lockstep.images.chunk;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import lockstep.images.ContentHash;

/// FastCDC's rolling hash and its cut (Xia and others, 2016), with two masks around the average ("normalization 2").
///
/// Entry `i` of the table is the first 8 bytes of the SHA-256 of `lockstep gear v1` and the byte `i`. Changing it, or a
/// mask, changes every chunk of every image: the golden test is there to say so.
final class Gear {
  private static final int NORMALIZATION = 2;
  private static final long[] TABLE = table();

  private final ChunkSizes sizes;
  private final long maskBeforeAverage;
  private final long maskAfterAverage;

  Gear(ChunkSizes sizes) {
    this.sizes = sizes;
    int bits = Integer.numberOfTrailingZeros(sizes.averageBytes());
    this.maskBeforeAverage = topBits(bits + NORMALIZATION);
    this.maskAfterAverage = topBits(bits - NORMALIZATION);
  }

  /// The length of the first chunk of `data[from, to)`, which must reach to the end of the data or be at least as long
  /// as the longest chunk.
  int cut(byte[] data, int from, int to) {
    int length = Math.min(to - from, sizes.maxBytes());
    if (length <= sizes.minBytes()) {
      return length;
    }
    int average = from + Math.min(length, sizes.averageBytes());
    int end = from + length;
    long hash = 0;
    int at = from + sizes.minBytes();
    for (; at < average; at++) {
      hash = (hash << 1) + TABLE[data[at] & 0xff];
      if ((hash & maskBeforeAverage) == 0) {
        return at + 1 - from;
      }
    }
    for (; at < end; at++) {
      hash = (hash << 1) + TABLE[data[at] & 0xff];
      if ((hash & maskAfterAverage) == 0) {
        return at + 1 - from;
      }
    }
    return length;
  }

  /// The top bits of the hash have seen the most bytes.
  private static long topBits(int count) {
    return -1L << (Long.SIZE - count);
  }

  static long[] table() {
    MessageDigest digest = ContentHash.sha256();
    long[] table = new long[256];
    for (int i = 0; i < table.length; i++) {
      digest.update("lockstep gear v1".getBytes(StandardCharsets.US_ASCII));
      digest.update((byte) i);
      table[i] = ByteBuffer.wrap(digest.digest()).getLong();
    }
    return table;
  }
}
