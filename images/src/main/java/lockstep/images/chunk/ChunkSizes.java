package lockstep.images.chunk;

/// How long chunks are, in bytes; only the last chunk before a hole or the end of a file may be shorter than the minimum.
///
/// @param averageBytes a power of two
public record ChunkSizes(int minBytes, int averageBytes, int maxBytes) {
  /// No chunk is longer, whoever built the image: buffers are sized by it.
  public static final int LIMIT_BYTES = 1 << 20;

  public static final ChunkSizes STANDARD = new ChunkSizes(16 << 10, 64 << 10, 256 << 10);

  public ChunkSizes {
    boolean ordered = minBytes >= 256 && minBytes < averageBytes && averageBytes < maxBytes;
    if (!ordered || maxBytes > LIMIT_BYTES || Integer.bitCount(averageBytes) != 1) {
      throw new IllegalArgumentException(
          "impossible chunk sizes: min %d, average %d, max %d"
              .formatted(minBytes, averageBytes, maxBytes));
    }
  }
}
