package lockstep.agent.index;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import lockstep.images.ContentHash;
import lockstep.images.Xattr;

/// Writes an index, entries in path order. Not for several threads.
public final class IndexWriter implements Closeable {
  private final FileChannel file;
  private ByteBuffer block = ByteBuffer.allocate(IndexFormat.BLOCK_BYTES);
  private byte[] previousPath = new byte[0];

  private IndexWriter(FileChannel file) {
    this.file = file;
  }

  public static IndexWriter create(Path path) throws IOException {
    FileChannel file =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    ByteBuffer head = ByteBuffer.allocate(IndexFormat.HEAD_BYTES);
    try {
      file.write(head.putLong(0, IndexFormat.MAGIC).putLong(8, -1));
    } catch (IOException e) {
      file.close();
      throw e;
    }
    return new IndexWriter(file);
  }

  /// Says that what was scanned is an image. Once, when the scan is over.
  public void matched(Match match) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(IndexFormat.HEAD_BYTES - 8);
    head.putLong(match.paths()).put(match.image().hash().toArray()).putLong(match.rules()).flip();
    file.write(head, 8);
  }

  /// An entry too large for a block is left out: its file is hashed again next time.
  public void add(IndexEntry entry) throws IOException {
    int bytes = sizeOf(entry);
    if (bytes > IndexFormat.MAX_BLOCK_BYTES) {
      return;
    }
    if (block.remaining() < bytes) {
      flush();
      if (block.capacity() < bytes) {
        block = ByteBuffer.allocate(bytes);
      }
    }
    putPath(entry.path().toArray());
    block.putLong(entry.device()).putLong(entry.inode()).putLong(entry.size());
    block.putLong(entry.mtimeSeconds()).putInt(entry.mtimeNanos());
    block.putLong(entry.ctimeSeconds()).putInt(entry.ctimeNanos());
    block.putShort((short) entry.xattrs().size());
    for (Xattr xattr : entry.xattrs()) {
      putSized(xattr.name().toArray());
      putSized(xattr.value().toArray());
    }
    ContentHash hash = entry.hash();
    block.put((byte) (hash == null ? 0 : 1));
    if (hash != null) {
      block.put(hash.toArray());
    }
  }

  private void putPath(byte[] path) {
    int mismatch = Arrays.mismatch(previousPath, path);
    int shared = block.position() == 0 ? 0 : mismatch < 0 ? path.length : mismatch;
    block.putShort((short) shared).putShort((short) (path.length - shared));
    block.put(path, shared, path.length - shared);
    previousPath = path;
  }

  private void putSized(byte[] value) {
    block.putInt(value.length).put(value);
  }

  private static int sizeOf(IndexEntry entry) {
    int bytes = 4 + entry.path().lengthBytes() + 3 * 8 + 2 * 12 + 2 + 1 + ContentHash.BYTES;
    for (Xattr xattr : entry.xattrs()) {
      bytes += 8 + xattr.name().length() + xattr.value().length();
    }
    return bytes;
  }

  private void flush() throws IOException {
    if (block.position() == 0) {
      return;
    }
    ByteBuffer head = ByteBuffer.allocate(12);
    head.putInt(block.position());
    head.putLong(IndexFormat.CHECKSUM.hash(block.array(), 0, block.position(), 0)).flip();
    write(head);
    write(block.flip());
    block.clear();
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    try (file) {
      flush();
    }
  }
}
