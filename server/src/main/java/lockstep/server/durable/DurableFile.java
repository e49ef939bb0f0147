package lockstep.server.durable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Gives a name new content in one step. The only place here where a name starts to mean new content.
public final class DurableFile {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> EVERYONE_READS =
      PosixFilePermissions.fromString("rw-r--r--");
  private static final Set<PosixFilePermission> OWNER_ONLY_DIRECTORY =
      PosixFilePermissions.fromString("rwx------");

  private static final Integer ROOT = 0;

  private DurableFile() {}

  /// A file that only its owner may read, at no instant anyone else. It belongs to whom its directory belongs: what root
  /// writes for a server stays readable for the server.
  public static void writeSecret(Path file, byte[] content) throws IOException {
    write(file, content, OWNER_ONLY);
  }

  public static void write(Path file, byte[] content) throws IOException {
    write(file, content, EVERYONE_READS);
  }

  /// Makes the directory if need be, and closes it to everyone but its owner.
  public static void makeSecretDirectory(Path directory) throws IOException {
    Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY_DIRECTORY));
    Files.setPosixFilePermissions(directory, OWNER_ONLY_DIRECTORY);
  }

  private static void write(Path file, byte[] content, Set<PosixFilePermission> permissions)
      throws IOException {
    Path temporary = temporaryFor(file);
    Files.deleteIfExists(temporary);
    try (FileChannel out =
        FileChannel.open(
            temporary,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
      if (permissions.equals(OWNER_ONLY)) {
        giveToOwnerOfItsDirectory(temporary);
      }
      Files.setPosixFilePermissions(temporary, permissions);
      out.force(true); // the bytes, before any name leads to them
    }
    place(temporary, file);
  }

  /// What root makes in a directory of the server's user is that user's. Other people's files are theirs anyway.
  public static void giveToOwnerOfItsDirectory(Path file) throws IOException {
    // by its own name, wherever that may lead by now: whoever owns the directory could lay a
    // symlink there
    PosixFileAttributeView made =
        Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS).equals(ROOT)) {
      made.setOwner(Files.getOwner(file.toAbsolutePath().resolveSibling("")));
    }
  }

  /// Where to write what [#place] is to name; a crash leaves at most this.
  public static Path temporaryFor(Path file) {
    return file.resolveSibling("." + file.getFileName() + ".tmp");
  }

  /// @param temporary on the same filesystem, its content durable
  public static void place(Path temporary, Path file) throws IOException {
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    Path directory = file.toAbsolutePath().resolveSibling("");
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
