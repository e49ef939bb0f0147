package lockstep.server.tar;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import lockstep.images.chunk.Chunker;
import lockstep.images.chunk.ContentSource;

/// The content of one file of an archive, its holes filled with zeros.
public final class TarContent implements ContentSource {
  static final TarContent NONE =
      new TarContent(
          new BlockInput(InputStream.nullInputStream()), new TarEntry.Body(0, List.of()), 0);

  private final BlockInput in;
  private final List<TarEntry.Extent> extents;
  private final long size;
  private final long padding;
  private long position;
  private int extent;
  private long storedLeft;

  TarContent(BlockInput in, TarEntry.Body body, long size) {
    this.in = in;
    this.extents = body.extents();
    this.size = size;
    this.storedLeft = body.storedBytes();
    this.padding = BlockInput.padded(body.storedBytes()) - body.storedBytes();
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (position == size) {
      return -1;
    }
    long data = nextData();
    if (position < data) {
      int zeros = (int) Math.min(length, data - position);
      Arrays.fill(buffer, offset, offset + zeros, (byte) 0);
      position += zeros;
      return zeros;
    }
    TarEntry.Extent current = extents.get(extent);
    long left = current.offset() + current.length() - position;
    int read = in.read(buffer, offset, (int) Math.min(length, left));
    position += read;
    storedLeft -= read;
    return read;
  }

  @Override
  public long skipHole() {
    long skipped = (nextData() - position) / Chunker.BLOCK_BYTES * Chunker.BLOCK_BYTES;
    position += skipped;
    return skipped;
  }

  /// Where the archive has bytes next, or the size.
  private long nextData() {
    while (extent < extents.size()) {
      TarEntry.Extent current = extents.get(extent);
      if (position < current.offset() + current.length()) {
        return Math.max(position, current.offset());
      }
      extent++;
    }
    return size;
  }

  void skipRest() throws IOException {
    in.skip(storedLeft + padding);
    storedLeft = 0;
  }
}
