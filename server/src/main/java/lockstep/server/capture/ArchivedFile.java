package lockstep.server.capture;

import java.io.IOException;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.chunk.ContentSource;
import lockstep.server.layers.LayerStack;
import lockstep.server.tar.TarException;

/// A file of an archive.
final class ArchivedFile implements FileSource {
  private final ContentSource content;
  private final long size;

  private ArchivedFile(ContentSource content, long size) {
    this.content = content;
    this.size = size;
  }

  static ArchivedFile of(LayerStack.StackedFile file) {
    return new ArchivedFile(file.content(), file.size());
  }

  /// @param path for messages
  /// @throws ProblemException when it is too large
  Bytes readAll(RelativePath path) throws IOException {
    if (size > SteeringFiles.MAX_FILE_BYTES) {
      throw new ProblemException(
          new Problem(
              "E-READ",
              path.toString(),
              "has %d bytes, and what steers an image at most %d"
                  .formatted(size, SteeringFiles.MAX_FILE_BYTES),
              "make it smaller, or leave it out of the archive"));
    }
    byte[] bytes = new byte[(int) size];
    int length = 0;
    while (length < bytes.length) {
      length += read(bytes, length, bytes.length - length);
    }
    return Bytes.copyOf(bytes);
  }

  @Override
  public long size() {
    return size;
  }

  /// The archive was whole when its entries were listed.
  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    try {
      return content.read(buffer, offset, length);
    } catch (TarException e) {
      throw new ProblemException(
          new Problem(
              "E-CHANGED",
              "",
              "the archive changed while it was read: " + e.getMessage(),
              "build from an archive that nothing writes to"),
          e);
    }
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
