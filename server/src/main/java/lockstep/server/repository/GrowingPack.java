package lockstep.server.repository;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import lockstep.images.pack.Pack;
import lockstep.images.pack.PackWriter;

/// A pack that is being written. Another thread sends its bytes to the disk meanwhile, so that little is left to wait
/// for at the end. Used by one thread.
final class GrowingPack implements AutoCloseable {
  private static final int BUFFER_BYTES = 256 << 10;

  /// How much may wait to be sent to the disk.
  private static final long SYNC_BYTES = 16L << 20;

  private final Path file;
  private final ExecutorService syncing;
  private final FileChannel channel;
  private final PackWriter writer;
  private final List<Future<?>> syncs = new ArrayList<>();
  private long synced;

  GrowingPack(Path file, ExecutorService syncing) throws IOException {
    this.file = file;
    this.syncing = syncing;
    this.channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    OutputStream out = Channels.newOutputStream(channel);
    this.writer = new PackWriter(new BufferedOutputStream(out, BUFFER_BYTES));
  }

  Path file() {
    return file;
  }

  long sizeBytes() {
    return writer.sizeBytes();
  }

  /// @return the offset it begins at
  long add(byte[] stored) throws IOException {
    long offset = writer.add(ByteBuffer.wrap(stored));
    if (writer.sizeBytes() - synced >= SYNC_BYTES) {
      synced = writer.sizeBytes();
      sync();
    }
    return offset;
  }

  private void sync() {
    syncs.add(
        syncing.submit(() -> {
          channel.force(true);
          return file;
        }));
  }

  /// No more comes; [#awaitDisk] is to follow.
  Pack finish() throws IOException {
    Pack pack = writer.finish();
    sync();
    return pack;
  }

  /// The pack is on the disk when this returns. A sync that failed fails this, for the kernel says it only once.
  void awaitDisk() throws IOException {
    for (Future<?> sync : syncs) {
      try {
        sync.get();
      } catch (ExecutionException e) {
        throw new IOException(file + " could not be written", e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
    close();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
