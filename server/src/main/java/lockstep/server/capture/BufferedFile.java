package lockstep.server.capture;

import java.nio.ByteBuffer;

/// A file whose content is in memory.
final class BufferedFile implements FileSource {
  private final ByteBuffer rest;
  private final long size;

  BufferedFile(ByteBuffer content) {
    rest = content.duplicate();
    size = rest.remaining();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) {
    if (!rest.hasRemaining()) {
      return -1;
    }
    int read = Math.min(length, rest.remaining());
    rest.get(buffer, offset, read);
    return read;
  }

  @Override
  public void verify() {}

  @Override
  public void close() {}
}
