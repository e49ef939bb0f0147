package lockstep.agent.index;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.ContentHash;
import lockstep.images.ImageId;
import lockstep.images.Xattr;
import org.jspecify.annotations.Nullable;

/// Reads an index forward, alongside a scan. Not for several threads.
public final class IndexReader implements Closeable {
  private final @Nullable FileChannel file;
  private final @Nullable Match match;
  private ByteBuffer block = ByteBuffer.allocate(0);
  private byte[] previousPath = new byte[0];
  private @Nullable IndexEntry next;

  private IndexReader(@Nullable FileChannel file, @Nullable Match match) throws IOException {
    this.file = file;
    this.match = match;
    next = read();
  }

  /// A missing file, or one of another format, is an index without entries.
  public static IndexReader open(Path path) throws IOException {
    FileChannel file;
    try {
      file = FileChannel.open(path, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      return none();
    }
    try {
      ByteBuffer head = ByteBuffer.allocate(IndexFormat.HEAD_BYTES);
      if (fill(file, head) && head.getLong(0) == IndexFormat.MAGIC) {
        return new IndexReader(file, match(head));
      }
    } catch (IOException e) {
      file.close();
      throw e;
    }
    file.close();
    return none();
  }

  /// An index without entries: everything is hashed.
  public static IndexReader none() throws IOException {
    return new IndexReader(null, null);
  }

  private static @Nullable Match match(ByteBuffer head) {
    long paths = head.position(8).getLong();
    byte[] image = new byte[ContentHash.BYTES];
    head.get(image);
    return paths < 0
        ? null
        : new Match(new ImageId(ContentHash.fromBytes(image)), head.getLong(), paths);
  }

  /// What the whole index says; null when it says nothing.
  public @Nullable Match match() {
    return match;
  }

  /// Is shown the entries that [#find] passes by.
  public interface PassedBy {
    PassedBy NOBODY = _ -> {};

    void see(IndexEntry entry) throws IOException;
  }

  /// The entry of `path`, if there is one. Paths must be asked for in path order, each at most once.
  public @Nullable IndexEntry find(RelativePath path) throws IOException {
    return find(path, PassedBy.NOBODY);
  }

  /// The same, and `passed` is shown every entry that nobody asked for.
  public @Nullable IndexEntry find(RelativePath path, PassedBy passed) throws IOException {
    while (next != null) {
      int order = next.path().compareTo(path);
      if (order > 0) {
        return null;
      }
      IndexEntry found = next;
      next = read();
      if (order == 0) {
        return found;
      }
      passed.see(found);
    }
    return null;
  }

  /// The next entry in path order; null after the last. For walking the whole index, instead of [#find].
  public @Nullable IndexEntry next() throws IOException {
    IndexEntry found = next;
    if (found != null) {
      next = read();
    }
    return found;
  }

  private @Nullable IndexEntry read() throws IOException {
    if (!block.hasRemaining() && !readBlock()) {
      return null;
    }
    RelativePath path = readPath();
    long device = block.getLong();
    long inode = block.getLong();
    long size = block.getLong();
    long mtimeSeconds = block.getLong();
    int mtimeNanos = block.getInt();
    long ctimeSeconds = block.getLong();
    int ctimeNanos = block.getInt();
    List<Xattr> xattrs = readXattrs();
    ContentHash hash =
        block.get() == 0 ? null : ContentHash.fromBytes(readArray(ContentHash.BYTES));
    return new IndexEntry(
        path,
        device,
        inode,
        size,
        mtimeSeconds,
        mtimeNanos,
        ctimeSeconds,
        ctimeNanos,
        xattrs,
        hash);
  }

  private RelativePath readPath() {
    int shared = block.getShort();
    int rest = block.getShort();
    byte[] path = Arrays.copyOf(previousPath, shared + rest);
    block.get(path, shared, rest);
    previousPath = path;
    return RelativePath.ofOwned(path.clone());
  }

  private List<Xattr> readXattrs() {
    int count = block.getShort();
    if (count == 0) {
      return List.of();
    }
    List<Xattr> xattrs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Bytes name = Bytes.copyOf(readArray(block.getInt()));
      xattrs.add(new Xattr(name, Bytes.copyOf(readArray(block.getInt()))));
    }
    return xattrs;
  }

  private byte[] readArray(int length) {
    byte[] value = new byte[length];
    block.get(value);
    return value;
  }

  /// A block that is cut or whose checksum does not hold ends the index.
  private boolean readBlock() throws IOException {
    ByteBuffer head = ByteBuffer.allocate(12);
    if (file == null || !fill(file, head)) {
      return false;
    }
    int length = head.getInt(0);
    if (length <= 0 || length > IndexFormat.MAX_BLOCK_BYTES) {
      return false;
    }
    ByteBuffer payload = ByteBuffer.allocate(length);
    if (!fill(file, payload)
        || IndexFormat.CHECKSUM.hash(payload.array(), 0, length, 0) != head.getLong(4)) {
      return false;
    }
    block = payload.flip();
    return true;
  }

  private static boolean fill(FileChannel file, ByteBuffer target) throws IOException {
    while (target.hasRemaining()) {
      if (file.read(target) < 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
