package lockstep.server.signing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import org.jspecify.annotations.Nullable;

/// Held by whoever changes a repository: against the threads of this process and against other processes.
final class RepositoryLock implements AutoCloseable {
  private final ReentrantLock threads;
  private final @Nullable FileChannel processes;

  private RepositoryLock(ReentrantLock threads, @Nullable FileChannel processes) {
    this.threads = threads;
    this.processes = processes;
  }

  /// Waits until it is ours.
  ///
  /// @param threads the same for all who call in this process
  /// @throws ProblemException when another part of this process holds it with other `threads`
  static RepositoryLock take(Path file, ReentrantLock threads) throws IOException {
    threads.lock();
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      var _ = channel.lock();
      return new RepositoryLock(threads, channel);
    } catch (IOException | OverlappingFileLockException e) {
      threads.unlock();
      if (channel != null) {
        channel.close();
      }
      if (e instanceof IOException failed) {
        throw failed;
      }
      throw new ProblemException(
          new Problem(
              "E-LOCKED",
              file.toString(),
              "another part of this program is changing the repository",
              "try again when it is done"),
          e);
    }
  }

  /// Once more for a thread that has it.
  static RepositoryLock within(ReentrantLock threads) {
    threads.lock();
    return new RepositoryLock(threads, null);
  }

  @Override
  public void close() throws IOException {
    try {
      if (processes != null) {
        processes.close();
      }
    } finally {
      threads.unlock();
    }
  }
}
