package lockstep.server.repository;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import org.jspecify.annotations.Nullable;

/// Held by whoever writes to a repository. The kernel gives it back when the process dies.
public final class RepositoryLock implements AutoCloseable {
  private final RepositoryLayout layout;
  private final FileChannel channel;

  private RepositoryLock(RepositoryLayout layout, FileChannel channel) {
    this.layout = layout;
    this.channel = channel;
  }

  /// Takes the lock and clears away what an interrupted writer left in `incoming/`.
  ///
  /// @throws ProblemException `E-BUSY` when another has it
  public static RepositoryLock take(RepositoryLayout layout) throws IOException {
    FileChannel channel =
        FileChannel.open(layout.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (lock(channel) == null) {
      channel.close();
      throw new ProblemException(
          new Problem(
              "E-BUSY",
              layout.root().toString(),
              "another command is writing to this repository",
              "wait for it and try again"));
    }
    RepositoryLock lock = new RepositoryLock(layout, channel);
    try {
      removeTree(layout.incoming());
      Files.createDirectories(layout.incoming());
      return lock;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // this process has it
    }
  }

  /// Clears `incoming/` away and gives the lock back.
  @Override
  public void close() throws IOException {
    try (channel) {
      removeTree(layout.incoming());
    }
  }

  /// Removes `top` and what is below it, all of it ours; nothing when it is not there.
  private static void removeTree(Path top) throws IOException {
    if (!Files.exists(top)) {
      return;
    }
    try (var paths = Files.walk(top)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
