package lockstep.server.capture;

import java.io.IOException;
import lockstep.images.chunk.ContentSource;

/// A file of an archive that is read from front to back: a small one is taken out of it at once, so that any thread can
/// read it.
final class ArchivedFile implements FileSource {
  private final ContentSource content;
  private final long size;

  private ArchivedFile(ContentSource content, long size) {
    this.content = content;
    this.size = size;
  }

  static ArchivedFile of(ContentSource content, long size) throws IOException {
    return size > FileReaders.SMALL_BYTES
        ? new ArchivedFile(content, size)
        : new ArchivedFile(new InMemory(readAll(content, (int) size)), size);
  }

  private static byte[] readAll(ContentSource content, int size) throws IOException {
    byte[] bytes = new byte[size];
    int length = 0;
    while (length < size) {
      length += content.read(bytes, length, size - length);
    }
    return bytes;
  }

  private static final class InMemory implements ContentSource {
    private final byte[] bytes;
    private int position;

    InMemory(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      if (position == bytes.length) {
        return -1;
      }
      int count = Math.min(length, bytes.length - position);
      System.arraycopy(bytes, position, buffer, offset, count);
      position += count;
      return count;
    }
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    return content.read(buffer, offset, length);
  }

  @Override
  public long skipHole() throws IOException {
    return content.skipHole();
  }

  @Override
  public void verify() {}

  @Override
  public void close() {}
}
