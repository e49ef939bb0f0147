package lockstep.agent.root;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Writes small files that nothing can make again.
public final class DurableFile {
  private DurableFile() {}

  /// The file is what it was or has all of the new content, also after a power cut; when this returns, the new.
  public static void replace(Path file, byte[] content) throws IOException {
    replace(file, content, new FileAttribute<?>[0]);
  }

  /// The same, with what nobody but the file's owner may read, at no instant and in whatever folder.
  public static void replaceSecret(Path file, byte[] content) throws IOException {
    replace(
        file,
        content,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  private static void replace(Path file, byte[] content, FileAttribute<?>... attributes)
      throws IOException {
    Path partial = file.resolveSibling("." + file.getFileName());
    Files.deleteIfExists(partial); // what a crash left would keep its own permissions
    try (FileChannel out =
        FileChannel.open(
            partial, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel folder =
        FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }
}
