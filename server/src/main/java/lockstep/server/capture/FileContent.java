package lockstep.server.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import lockstep.excludes.RelativePath;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.images.chunk.Chunker;
import lockstep.images.tree.FileHandle;
import lockstep.images.tree.Stat;
import lockstep.images.tree.SystemCallException;

/// An open file, front to back, its holes stepped over.
final class FileContent implements FileSource {
  private static final int BYTES_PER_BLOCK512 = 512;

  private final FileHandle file;
  private final RelativePath path;
  private final Stat found;
  private final boolean sparse;
  private long position;

  /// @param found what the file was before it was opened
  FileContent(FileHandle file, RelativePath path, Stat found) {
    this.file = file;
    this.path = path;
    this.found = found;
    this.sparse = found.blocks512() * BYTES_PER_BLOCK512 < found.size();
  }

  @Override
  public long size() {
    return found.size();
  }

  /// Does not ask for more than the file had: if it has grown, [#verify] tells.
  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (position >= found.size()) {
      return -1;
    }
    try {
      int read = file.read(ByteBuffer.wrap(buffer, offset, length), position);
      position += Math.max(read, 0);
      return read;
    } catch (SystemCallException e) {
      throw DirectoryTree.unreadable(path.toString(), e);
    }
  }

  @Override
  public long skipHole() throws IOException {
    if (!sparse || position >= found.size()) {
      return 0;
    }
    long data = Math.min(nextData(), found.size());
    long skipped = Math.max(0, data - position) / Chunker.BLOCK_BYTES * Chunker.BLOCK_BYTES;
    position += skipped;
    return skipped;
  }

  private long nextData() throws IOException {
    try {
      return file.nextData(position);
    } catch (SystemCallException e) {
      throw DirectoryTree.unreadable(path.toString(), e);
    }
  }

  @Override
  public void verify() throws IOException {
    Stat now = file.stat();
    boolean same =
        now.isSameInode(found)
            && now.size() == found.size()
            && now.mtimeSeconds() == found.mtimeSeconds()
            && now.mtimeNanos() == found.mtimeNanos()
            && now.ctimeSeconds() == found.ctimeSeconds()
            && now.ctimeNanos() == found.ctimeNanos();
    if (!same) {
      throw new ProblemException(
          new Problem(
              "E-CHANGED",
              path.toString(),
              "changed while it was read",
              "build from a tree that nothing writes to, or exclude it"));
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
