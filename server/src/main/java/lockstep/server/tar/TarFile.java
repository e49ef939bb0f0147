package lockstep.server.tar;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// An archive in a file: its entries are listed once, and contents read in any order, by any thread.
public final class TarFile implements AutoCloseable {
  private final FileChannel channel;

  private TarFile(FileChannel channel) {
    this.channel = channel;
  }

  public static TarFile open(Path file) throws IOException {
    return new TarFile(FileChannel.open(file, StandardOpenOption.READ));
  }

  /// @param channel closed with the archive
  public static TarFile of(FileChannel channel) {
    return new TarFile(channel);
  }

  /// What the archive has, without the contents: those are stepped over.
  public TarReader entries() {
    return new TarReader(new Input(channel, 0));
  }

  /// The content of a file that [#entries] told the place of.
  public TarContent content(TarPlace place) {
    return new TarContent(
        new BlockInput(new Input(channel, place.offset())),
        new TarEntry.Body(place.storedBytes(), place.extents()),
        place.size());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /// Does not move the channel, so that many can read at once.
  private static final class Input extends InputStream {
    private final FileChannel channel;
    private long position;

    Input(FileChannel channel, long position) {
      this.channel = channel;
      this.position = position;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      int read = channel.read(ByteBuffer.wrap(buffer, offset, length), position);
      position += Math.max(read, 0);
      return read;
    }

    /// Also past the end, where nothing is read any more.
    @Override
    public long skip(long count) {
      long skipped = Math.clamp(count, 0, Long.MAX_VALUE - position);
      position += skipped;
      return skipped;
    }
  }
}
