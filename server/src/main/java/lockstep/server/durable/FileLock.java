package lockstep.server.durable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Held by whoever changes files that this program shares with other processes, for as long as a few writes take.
///
/// The lock lies in a file of its own: the kernel drops it when *any* descriptor of that file is closed, so nobody may
/// open that file for another purpose.
public final class FileLock implements AutoCloseable {
  /// One for all files, since the kernel's locks know processes, not threads. A thread that holds one may take another.
  private static final ReentrantLock THREADS = new ReentrantLock();

  private final @Nullable FileChannel processes;

  private FileLock(@Nullable FileChannel processes) {
    this.processes = processes;
  }

  /// Waits until it is ours. The file is made when it is missing, closed to others.
  public static FileLock take(Path file) throws IOException {
    THREADS.lock();
    try {
      boolean isNew = !Files.exists(file);
      FileChannel channel =
          FileChannel.open(
              file,
              Set.of(
                  StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return locked(channel, isNew ? Optional.of(file) : Optional.empty());
    } catch (IOException | RuntimeException e) {
      THREADS.unlock();
      throw e;
    }
  }

  private static FileLock locked(FileChannel channel, Optional<Path> made) throws IOException {
    try {
      if (made.isPresent()) {
        DurableFile.giveToOwnerOfItsDirectory(made.get());
      }
      var _ = channel.lock();
      return new FileLock(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /// For who only reads: waits until nobody writes. Where there is no such file, nobody ever wrote there, as in a copy that
  /// an auditor looks at; nothing is made.
  public static FileLock takeToRead(Path file) throws IOException {
    THREADS.lock();
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      try {
        var _ = channel.lock(0, Long.MAX_VALUE, true);
        return new FileLock(channel);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (NoSuchFileException e) {
      return new FileLock(null);
    } catch (IOException | RuntimeException e) {
      THREADS.unlock();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      if (processes != null) {
        processes.close();
      }
    } finally {
      THREADS.unlock();
    }
  }
}
