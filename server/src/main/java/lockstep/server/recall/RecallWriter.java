package lockstep.server.recall;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import lockstep.images.pack.ChunkPlace;
import lockstep.images.pack.Pack;
import lockstep.server.record.RecordOutput;

/// Writes what a build learned, files in path order. Not safe for threads.
public final class RecallWriter implements Closeable {
  private final FileChannel file;
  private final RecordOutput block = new RecordOutput();
  private byte[] previousPath = new byte[0];

  private RecallWriter(FileChannel file) {
    this.file = file;
  }

  public static RecallWriter create(Path path) throws IOException {
    FileChannel file =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    RecallWriter writer = new RecallWriter(file);
    writer.write(ByteBuffer.allocate(RecallFormat.HEAD_BYTES).putLong(0, RecallFormat.MAGIC));
    return writer;
  }

  public void add(RecalledFile file) throws IOException {
    byte[] path = file.path().toArray();
    int mismatch = block.length() == 0 ? 0 : Arrays.mismatch(previousPath, path);
    int shared = mismatch < 0 ? path.length : mismatch;
    block.number(shared);
    block.bytes(lockstep.excludes.Bytes.copyOf(path, shared, path.length));
    previousPath = path;
    put(file.seen());
    block.xattrs(file.xattrs());
    block.content(file.content());
    block.number(file.details().noise());
    for (ChunkPlace place : file.details().places()) {
      block.number(place.pack());
      block.number(place.offset());
      block.number(place.storedLength());
    }
    if (block.length() >= RecallFormat.BLOCK_BYTES) {
      flush();
    }
  }

  private void put(RecalledFile.Seen seen) {
    block.number(seen.device());
    block.number(seen.inode());
    block.number(seen.size());
    block.signed(seen.mtimeSeconds());
    block.number(seen.mtimeNanos());
    block.signed(seen.ctimeSeconds());
    block.number(seen.ctimeNanos());
  }

  private void flush() throws IOException {
    if (block.length() > 0 && block.length() <= RecallFormat.MAX_BLOCK_BYTES) {
      ByteBuffer payload = ByteBuffer.wrap(block.buffer(), 0, block.length());
      ByteBuffer head = ByteBuffer.allocate(RecallFormat.BLOCK_HEAD_BYTES);
      head.putInt(block.length()).putInt(RecallFormat.checksum(payload)).flip();
      write(head);
      write(payload);
    }
    block.clear();
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  /// Ends the file; without it, it says nothing.
  ///
  /// @param packs those that places name, by number
  public void finish(List<Pack> packs) throws IOException {
    flush();
    long packsAt = file.position();
    block.number(packs.size());
    for (Pack pack : packs) {
      block.hash(pack.digest());
      block.number(pack.sizeBytes());
    }
    flush();
    ByteBuffer position = ByteBuffer.allocate(8).putLong(0, packsAt);
    file.write(position, 8);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
