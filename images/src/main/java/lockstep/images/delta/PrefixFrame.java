package lockstep.images.delta;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import lockstep.images.IntegrityException;
import lockstep.images.stored.FrameHeader;

/// Makes and unpacks zstd frames that refer to a prefix the reader already has. Safe for many threads.
public final class PrefixFrame {
  /// Prefix and plain bytes are at most this long: both lie in memory.
  public static final long MAX_BYTES = Group.MAX_BYTES;

  /// Reaches over the longest prefix and the longest plain bytes.
  private static final int MAX_WINDOW_LOG = 27;

  private static final int MIN_WINDOW_LOG = 10;

  /// From here on, matches far back are worth their own search.
  private static final long LONG_DISTANCE_BYTES = 1 << 20;

  private PrefixFrame() {}

  /// @param prefix may be empty
  /// @param level of zstd, 1 to 22; memory and time grow with it
  /// @return the frame, to be closed by the caller; its size is the frame's
  /// @throws IllegalArgumentException when either is longer than [#MAX_BYTES]
  public static OffHeap make(OffHeap prefix, OffHeap plain, int level) throws IOException {
    if (prefix.sizeBytes() > MAX_BYTES || plain.sizeBytes() > MAX_BYTES) {
      throw new IllegalArgumentException(
          "no frame of %d bytes after %d".formatted(plain.sizeBytes(), prefix.sizeBytes()));
    }
    ZstdCalls zstd = ZstdCalls.LIBRARY;
    MemorySegment context = zstd.newCompressor();
    try (OffHeap frame = OffHeap.allocate(zstd.compressBound(plain.sizeBytes()))) {
      long both = prefix.sizeBytes() + plain.sizeBytes();
      zstd.setParameter(context, ZstdCalls.LEVEL, level);
      zstd.setParameter(context, ZstdCalls.WINDOW_LOG, windowLog(both));
      zstd.setParameter(context, ZstdCalls.CONTENT_SIZE_FLAG, 1);
      zstd.setParameter(context, ZstdCalls.FORCE_ATTACH_DICT, ZstdCalls.DICT_FORCE_LOAD);
      if (both >= LONG_DISTANCE_BYTES) {
        zstd.setParameter(context, ZstdCalls.LONG_DISTANCE_MATCHING, 1);
      }
      zstd.setCompressorPrefix(context, prefix.memory());
      long length = zstd.compress(context, frame.memory(), plain.memory());
      return OffHeap.copyOf(frame.buffer().limit(Math.toIntExact(length)));
    } finally {
      zstd.freeCompressor(context);
    }
  }

  private static int windowLog(long bytes) {
    int log = Long.SIZE - Long.numberOfLeadingZeros(Math.max(1, bytes - 1));
    return Math.clamp(log, MIN_WINDOW_LOG, MAX_WINDOW_LOG);
  }

  /// Unpacks a frame. The result is only a claim.
  ///
  /// @param prefix what the frame was made with
  /// @param stored exactly one frame between position and limit, which stay where they are
  /// @param plainBytes how many it must unpack to; nothing is written beyond them
  /// @return the claimed bytes, to be closed by the caller
  /// @throws IntegrityException when the frame is damaged, of another size, or was made with another prefix
  static OffHeap unpack(MemorySegment prefix, ByteBuffer stored, long plainBytes)
      throws IOException {
    FrameHeader header = FrameHeader.of(stored);
    if (header.contentBytes() != plainBytes
        || plainBytes > MAX_BYTES
        || header.windowBytes() > 1L << MAX_WINDOW_LOG) {
      throw new IntegrityException(
          "a frame of %d plain bytes with a window of %d, where %d bytes are expected"
              .formatted(header.contentBytes(), header.windowBytes(), plainBytes));
    }
    OffHeap plain = OffHeap.allocate(plainBytes);
    try (OffHeap frame = OffHeap.copyOf(stored)) {
      decompress(prefix, frame, plain);
      return plain;
    } catch (IntegrityException e) {
      plain.close();
      throw e;
    } catch (IOException e) {
      plain.close();
      throw new IntegrityException("a frame does not unpack: " + e.getMessage(), e);
    }
  }

  /// The same with a prefix of its own.
  public static OffHeap unpack(OffHeap prefix, ByteBuffer stored, long plainBytes)
      throws IOException {
    return unpack(prefix.memory(), stored, plainBytes);
  }

  private static void decompress(MemorySegment prefix, OffHeap frame, OffHeap plain)
      throws IOException {
    ZstdCalls zstd = ZstdCalls.LIBRARY;
    MemorySegment context = zstd.newDecompressor();
    try {
      if (zstd.frameSize(frame.memory()) != frame.sizeBytes()) {
        throw new IntegrityException("bytes stand after the end of a frame");
      }
      zstd.setDecompressorPrefix(context, prefix);
      long length = zstd.decompress(context, plain.memory(), frame.memory());
      if (length != plain.sizeBytes()) {
        throw new IntegrityException(
            "a frame unpacks to %d bytes, %d are expected".formatted(length, plain.sizeBytes()));
      }
    } finally {
      zstd.freeDecompressor(context);
    }
  }
}
