package lockstep.server.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import org.jspecify.annotations.Nullable;

/// One server per data directory. The kernel holds the lock and lets go when the process ends, however it ends.
final class DirectoryLock implements AutoCloseable {
  private static final Path LOCKS = Path.of("/proc/locks");

  private final FileChannel file;

  private DirectoryLock(FileChannel file) {
    this.file = file;
  }

  static DirectoryLock take(Path directory) throws IOException {
    FileChannel file =
        FileChannel.open(
            directory.resolve("lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      if (tryLock(file) == null) {
        throw new ProblemException(
            new Problem(
                "E-DATA-IN-USE",
                directory.toString(),
                "another server uses this data directory" + holder(file),
                "stop it, or give this server a --data directory of its own"));
      }
      file.truncate(0);
      file.write(ByteBuffer.wrap(processId()), 0);
      return new DirectoryLock(file);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /// Who holds the lock, by what the kernel tells of all locks: to try it would be to take it for a moment. Not for the process that
  /// holds it: whoever closes the file there lets go of the lock.
  static Optional<Long> holder(Path directory) throws IOException {
    Path file = directory.resolve("lock");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String inode = ":" + Files.getAttribute(file, "unix:ino") + " ";
    try (FileChannel open = FileChannel.open(file, StandardOpenOption.READ)) {
      Optional<Long> pid = pid(open);
      String process = " " + pid.orElse(0L) + " ";
      return Files.readAllLines(LOCKS).stream()
              .anyMatch(line -> line.contains(process) && line.contains(inode))
          ? pid
          : Optional.empty();
    }
  }

  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // held by another server in this very process
    }
  }

  private static byte[] processId() {
    return Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
  }

  private static String holder(FileChannel file) throws IOException {
    return pid(file).map(pid -> " (process " + pid + ")").orElse("");
  }

  private static Optional<Long> pid(FileChannel file) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(18);
    file.read(content, 0);
    String pid = StandardCharsets.US_ASCII.decode(content.flip()).toString();
    return pid.matches("\\d+") ? Optional.of(Long.valueOf(pid)) : Optional.empty();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
