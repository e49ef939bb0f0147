package lockstep.server.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import lockstep.images.Problem;
import lockstep.images.ProblemException;
import org.jspecify.annotations.Nullable;

/// One server per data directory. The kernel holds the lock and lets go when the process ends, however it ends.
final class DirectoryLock implements AutoCloseable {
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
    ByteBuffer content = ByteBuffer.allocate(20);
    file.read(content, 0);
    String pid = StandardCharsets.US_ASCII.decode(content.flip()).toString();
    return pid.matches("\\d+") ? " (process " + pid + ")" : "";
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
