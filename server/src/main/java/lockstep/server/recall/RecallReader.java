package lockstep.server.recall;

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
import lockstep.images.Content;
import lockstep.images.Segment;
import lockstep.images.Xattr;
import lockstep.images.pack.ChunkPlace;
import lockstep.images.pack.Pack;
import lockstep.images.tree.Stat;
import lockstep.server.record.RecordInput;
import org.jspecify.annotations.Nullable;

/// Reads what a build learned, forward, beside a walk of the same directory. Not safe for threads.
public final class RecallReader implements Closeable {
  private final @Nullable FileChannel file;
  private final long end;
  private final List<Pack> packs;
  private RecordInput block = new RecordInput(new byte[0], 0, 0);
  private byte[] previousPath = new byte[0];
  private @Nullable RecalledFile next;

  private RecallReader(@Nullable FileChannel file, long end, List<Pack> packs) throws IOException {
    this.file = file;
    this.end = end;
    this.packs = packs;
    next = read();
  }

  /// A missing file, an unfinished one, or one of another format, says nothing.
  public static RecallReader open(Path path) throws IOException {
    FileChannel file;
    try {
      file = FileChannel.open(path, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      return none();
    }
    try {
      return open(file);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static RecallReader open(FileChannel file) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(RecallFormat.HEAD_BYTES);
    long packsAt = fill(file, head, 0) ? head.getLong(8) : 0;
    byte[] packs =
        packsAt < RecallFormat.HEAD_BYTES || head.getLong(0) != RecallFormat.MAGIC
            ? null
            : block(file, packsAt, file.size());
    if (packs == null) {
      file.close();
      return none();
    }
    file.position(RecallFormat.HEAD_BYTES);
    return new RecallReader(file, packsAt, packs(new RecordInput(packs, 0, packs.length)));
  }

  public static RecallReader none() throws IOException {
    return new RecallReader(null, 0, List.of());
  }

  private static List<Pack> packs(RecordInput in) {
    int count = (int) in.number();
    List<Pack> packs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      packs.add(new Pack(in.hash(), in.number()));
    }
    return packs;
  }

  /// The packs that places name, by number.
  public List<Pack> packs() {
    return packs;
  }

  /// The file of this path, if it still is what it was. Paths must be asked for in path order, each at most once.
  public @Nullable RecalledFile find(RelativePath path, Stat stat) throws IOException {
    while (next != null) {
      int order = next.path().compareTo(path);
      if (order > 0) {
        return null;
      }
      RecalledFile found = next;
      next = read();
      if (order == 0) {
        return found.seen().equals(RecalledFile.Seen.of(stat)) ? found : null;
      }
    }
    return null;
  }

  private @Nullable RecalledFile read() throws IOException {
    if (!block.hasMore() && !readBlock()) {
      return null;
    }
    int shared = (int) block.number();
    Bytes rest = block.bytes();
    byte[] path = Arrays.copyOf(previousPath, shared + rest.length());
    rest.copyTo(path, shared);
    previousPath = path.clone();
    RecalledFile.Seen seen = seen();
    List<Xattr> xattrs = block.xattrs();
    Content content = block.content();
    int noise = (int) block.number();
    List<ChunkPlace> places = new ArrayList<>(content.segments().size());
    for (Segment segment : content.segments()) {
      if (segment instanceof Segment.Chunk) {
        places.add(new ChunkPlace((int) block.number(), block.number(), (int) block.number()));
      }
    }
    RecalledFile.Details details = new RecalledFile.Details(noise, places);
    return new RecalledFile(RelativePath.ofOwned(path), seen, xattrs, content, details);
  }

  private RecalledFile.Seen seen() {
    return new RecalledFile.Seen(
        block.number(),
        block.number(),
        block.number(),
        block.signed(),
        (int) block.number(),
        block.signed(),
        (int) block.number());
  }

  /// A block that is cut or whose checksum does not hold ends the file.
  private boolean readBlock() throws IOException {
    FileChannel open = file;
    byte[] payload = open == null ? null : block(open, open.position(), end);
    if (open == null || payload == null) {
      return false;
    }
    open.position(open.position() + RecallFormat.BLOCK_HEAD_BYTES + payload.length);
    block = new RecordInput(payload, 0, payload.length);
    previousPath = new byte[0];
    return payload.length > 0;
  }

  /// The block at `position`, or null when there is none before `end`, or a damaged one.
  private static byte @Nullable [] block(FileChannel file, long position, long end)
      throws IOException {
    ByteBuffer head = ByteBuffer.allocate(RecallFormat.BLOCK_HEAD_BYTES);
    if (position + head.capacity() > end || !fill(file, head, position)) {
      return null;
    }
    int length = head.getInt(0);
    boolean possible =
        length >= 0
            && length <= RecallFormat.MAX_BLOCK_BYTES
            && position + head.capacity() + length <= end;
    if (!possible) {
      return null;
    }
    ByteBuffer payload = ByteBuffer.allocate(length);
    return fill(file, payload, position + head.capacity())
            && RecallFormat.checksum(payload.flip()) == head.getInt(4)
        ? payload.array()
        : null;
  }

  private static boolean fill(FileChannel file, ByteBuffer target, long position)
      throws IOException {
    while (target.hasRemaining()) {
      if (file.read(target, position + target.position()) < 0) {
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
