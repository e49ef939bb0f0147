package lockstep.images.chunk;

import java.io.IOException;
import java.util.Arrays;
import lockstep.images.Content;

/// Cuts files, one after the other. Holds about 1 MiB; not safe for threads.
public final class Chunker {
  /// Zero runs at least this long, on 4 KiB boundaries, become holes.
  public static final int MIN_HOLE_BYTES = 256 << 10;

  /// The unit of holes.
  public static final int BLOCK_BYTES = 4096;

  private static final int READ_BYTES = 128 << 10;
  private static final byte[] ZERO_BLOCK = new byte[BLOCK_BYTES];

  private final Gear gear;
  private final int maxChunkBytes;
  private final byte[] input = new byte[READ_BYTES];

  /// Room for bytes not cut yet, grown by the files that needed more.
  private byte[] pending = new byte[READ_BYTES];

  public Chunker(ChunkSizes sizes) {
    this.gear = new Gear(sizes);
    this.maxChunkBytes = sizes.maxBytes();
  }

  /// Reads `source` to its end.
  ///
  /// @throws IOException what source and sink throw
  public Content chunk(ContentSource source, ChunkSink sink) throws IOException {
    ChunkedFile file = new ChunkedFile(gear, maxChunkBytes, sink, pending);
    while (true) {
      long hole = source.skipHole();
      if (hole % BLOCK_BYTES != 0) {
        throw new IllegalStateException("a source skipped " + hole + " bytes, not whole blocks");
      }
      file.zeros(hole);
      int length = fill(source);
      takeBlocks(file, length);
      if (length % BLOCK_BYTES != 0 || length == 0) {
        Content content = file.finish();
        pending = file.room();
        return content;
      }
    }
  }

  /// Fills whole blocks of the input unless the source ends or has a hole right there.
  private int fill(ContentSource source) throws IOException {
    int length = 0;
    while (length < input.length) {
      int read = source.read(input, length, input.length - length);
      if (read < 0) {
        break;
      }
      length += read;
    }
    return length;
  }

  /// Blocks that are not zero go on together, as far as they reach.
  private void takeBlocks(ChunkedFile file, int length) throws IOException {
    int at = 0;
    while (at < length) {
      int end = Math.min(length, at + BLOCK_BYTES);
      if (isZeroBlock(at, end)) {
        file.zeros(BLOCK_BYTES);
      } else {
        while (end < length && !isZeroBlock(end, Math.min(length, end + BLOCK_BYTES))) {
          end = Math.min(length, end + BLOCK_BYTES);
        }
        file.data(input, at, end);
      }
      at = end;
    }
  }

  private boolean isZeroBlock(int from, int to) {
    return to - from == BLOCK_BYTES
        && input[from] == 0
        && Arrays.equals(input, from, to, ZERO_BLOCK, 0, BLOCK_BYTES);
  }
}
