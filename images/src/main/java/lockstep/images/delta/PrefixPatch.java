package lockstep.images.delta;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import lockstep.images.IntegrityException;
import lockstep.images.stored.FrameHeader;

/// Makes and applies patches: zstd frames that refer to a base the reader already has. Safe for many threads.
public final class PrefixPatch {
  /// Base and target of a patch are at most this long: both lie in memory. Longer files go by chunks.
  public static final long MAX_FILE_BYTES = 64L << 20;

  /// Reaches over the longest base and the longest target.
  private static final int MAX_WINDOW_LOG = 27;

  private static final int MIN_WINDOW_LOG = 10;

  /// From here on, matches far back are worth their own search.
  private static final long LONG_DISTANCE_BYTES = 1 << 20;

  private PrefixPatch() {}

  /// @param level of zstd, 1 to 19; memory and time grow with it
  /// @return the patch, to be closed by the caller; its size is the patch's
  /// @throws IllegalArgumentException when either is longer than [#MAX_FILE_BYTES]
  public static OffHeap make(OffHeap base, OffHeap target, int level) throws IOException {
    if (base.sizeBytes() > MAX_FILE_BYTES || target.sizeBytes() > MAX_FILE_BYTES) {
      throw new IllegalArgumentException(
          "no patch between files of %d and %d bytes"
              .formatted(base.sizeBytes(), target.sizeBytes()));
    }
    ZstdCalls zstd = ZstdCalls.LIBRARY;
    MemorySegment context = zstd.newCompressor();
    try (OffHeap frame = OffHeap.allocate(zstd.compressBound(target.sizeBytes()))) {
      long both = base.sizeBytes() + target.sizeBytes();
      zstd.setParameter(context, ZstdCalls.LEVEL, level);
      zstd.setParameter(context, ZstdCalls.WINDOW_LOG, windowLog(both));
      zstd.setParameter(context, ZstdCalls.CONTENT_SIZE_FLAG, 1);
      zstd.setParameter(context, ZstdCalls.FORCE_ATTACH_DICT, ZstdCalls.DICT_FORCE_LOAD);
      if (both >= LONG_DISTANCE_BYTES) {
        zstd.setParameter(context, ZstdCalls.LONG_DISTANCE_MATCHING, 1);
      }
      zstd.setCompressorPrefix(context, base.memory());
      long length = zstd.compress(context, frame.memory(), target.memory());
      return OffHeap.copyOf(frame.buffer().limit(Math.toIntExact(length)));
    } finally {
      zstd.freeCompressor(context);
    }
  }

  private static int windowLog(long bytes) {
    int log = Long.SIZE - Long.numberOfLeadingZeros(Math.max(1, bytes - 1));
    return Math.clamp(log, MIN_WINDOW_LOG, MAX_WINDOW_LOG);
  }

  /// Rebuilds a file. The result is only a claim: compare its hash with the manifest's before using it.
  ///
  /// @param base what the patch was made against, whole
  /// @param patch exactly one frame between position and limit, which stay where they are
  /// @param targetSize the file's size by the signed manifest; nothing is written beyond it
  /// @return the claimed file of that size, to be closed by the caller
  /// @throws IntegrityException when the patch is damaged, of another size, or base is not its base
  public static OffHeap apply(OffHeap base, ByteBuffer patch, long targetSize) throws IOException {
    FrameHeader header = FrameHeader.of(patch);
    if (header.contentBytes() != targetSize
        || targetSize > MAX_FILE_BYTES
        || header.windowBytes() > 1L << MAX_WINDOW_LOG) {
      throw new IntegrityException(
          "a patch of a %d-byte file with a window of %d bytes, where %d bytes are expected"
              .formatted(header.contentBytes(), header.windowBytes(), targetSize));
    }
    OffHeap target = OffHeap.allocate(targetSize);
    try (OffHeap frame = OffHeap.copyOf(patch)) {
      decompress(base, frame, target);
      return target;
    } catch (IntegrityException e) {
      target.close();
      throw e;
    } catch (IOException e) {
      target.close();
      throw new IntegrityException("a patch does not apply: " + e.getMessage(), e);
    }
  }

  private static void decompress(OffHeap base, OffHeap frame, OffHeap target) throws IOException {
    ZstdCalls zstd = ZstdCalls.LIBRARY;
    MemorySegment context = zstd.newDecompressor();
    try {
      if (zstd.frameSize(frame.memory()) != frame.sizeBytes()) {
        throw new IntegrityException("bytes stand after the end of a patch");
      }
      zstd.setDecompressorPrefix(context, base.memory());
      long length = zstd.decompress(context, target.memory(), frame.memory());
      if (length != target.sizeBytes()) {
        throw new IntegrityException(
            "a patch makes %d bytes, %d are expected".formatted(length, target.sizeBytes()));
      }
    } finally {
      zstd.freeDecompressor(context);
    }
  }
}
