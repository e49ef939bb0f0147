package lockstep.images.stored;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import lockstep.images.IntegrityException;

/// What a zstd frame says of itself before any of it is decompressed (RFC 8878, section 3.1.1.1).
///
/// @param contentBytes how many bytes it says it holds
/// @param windowBytes how far back it may refer
public record FrameHeader(long contentBytes, long windowBytes) {
  private static final int MAGIC = 0xFD2FB528;
  private static final int RESERVED_BIT = 0x08;
  private static final int DICTIONARY_BITS = 0x03;
  private static final int SINGLE_SEGMENT_BIT = 0x20;

  /// Reads the header at the buffer's position, which stays where it is.
  ///
  /// @throws IntegrityException when it is no frame, needs a dictionary, or does not say how much it holds
  public static FrameHeader of(ByteBuffer stored) throws IntegrityException {
    ByteBuffer in = stored.slice().order(ByteOrder.LITTLE_ENDIAN);
    if (in.remaining() < 6 || in.getInt() != MAGIC) {
      throw new IntegrityException("stored bytes are no zstd frame");
    }
    int descriptor = in.get() & 0xff;
    boolean single = (descriptor & SINGLE_SEGMENT_BIT) != 0;
    int sizeBytes = sizeFieldBytes(descriptor >> 6, single);
    if ((descriptor & (RESERVED_BIT | DICTIONARY_BITS)) != 0 || sizeBytes == 0) {
      throw new IntegrityException("a zstd frame that needs a dictionary or hides its size");
    }
    if (in.remaining() < sizeBytes + (single ? 0 : 1)) {
      throw new IntegrityException("a zstd frame is cut in its header");
    }
    long window = single ? 0 : window(in.get() & 0xff);
    long content =
        switch (sizeBytes) {
          case 1 -> in.get() & 0xff;
          case 2 -> (in.getShort() & 0xffff) + 256;
          case 4 -> in.getInt() & 0xffff_ffffL;
          default -> in.getLong();
        };
    return new FrameHeader(content, single ? content : window);
  }

  private static int sizeFieldBytes(int flag, boolean single) {
    return flag == 0 ? (single ? 1 : 0) : 1 << flag;
  }

  private static long window(int descriptor) {
    long base = 1L << (10 + (descriptor >> 3));
    return base + base / 8 * (descriptor & 7);
  }
}
