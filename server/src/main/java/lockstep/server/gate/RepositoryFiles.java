package lockstep.server.gate;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;

/// Opens files below one directory, component by component, each relative to the one before and none a symlink: not
/// even someone who may write to the repository can lead a reader out of it. Safe for many threads.
final class RepositoryFiles implements AutoCloseable {
  private final SecureDirectoryStream<Path> root;

  private RepositoryFiles(SecureDirectoryStream<Path> root) {
    this.root = root;
  }

  @SuppressWarnings("StreamResourceLeak") // closed with this
  static RepositoryFiles open(Path directory) throws IOException {
    return new RepositoryFiles(secure(Files.newDirectoryStream(directory)));
  }

  /// @throws NoSuchFileException when there is no regular file of that name
  StoredFile open(ServedName name) throws IOException {
    return open(root, name, 0);
  }

  private static StoredFile open(SecureDirectoryStream<Path> directory, ServedName name, int depth)
      throws IOException {
    List<String> parts = name.parts();
    Path part = Path.of(parts.get(depth));
    if (depth == parts.size() - 1) {
      return openFile(directory, part, name);
    }
    requireFolder(directory, part);
    try (SecureDirectoryStream<Path> child =
        secure(directory.newDirectoryStream(part, LinkOption.NOFOLLOW_LINKS))) {
      return open(child, name, depth + 1);
    }
  }

  private static void requireFolder(SecureDirectoryStream<Path> directory, Path part)
      throws IOException {
    if (!attributes(directory, part).isDirectory()) {
      throw new NoSuchFileException(part.toString());
    }
  }

  /// A file that is replaced between the calls shows by its size and is looked at again; of equal size, at worst the
  /// older of the two is taken for the newer once.
  private static StoredFile openFile(
      SecureDirectoryStream<Path> directory, Path file, ServedName name) throws IOException {
    while (true) {
      BasicFileAttributes attributes = attributes(directory, file);
      if (!attributes.isRegularFile()) {
        throw new NoSuchFileException(file.toString()); // opening a FIFO would wait for its writer
      }
      FileChannel content = openContent(directory, file);
      if (content.size() == attributes.size()) {
        return StoredFile.of(
            name, content, attributes.size(), attributes.lastModifiedTime().toInstant());
      }
      content.close();
    }
  }

  private static BasicFileAttributes attributes(SecureDirectoryStream<Path> directory, Path file)
      throws IOException {
    return directory
        .getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes();
  }

  private static FileChannel openContent(SecureDirectoryStream<Path> directory, Path file)
      throws IOException {
    return (FileChannel)
        directory.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
  }

  private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream)
      throws IOException {
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    stream.close();
    throw new IOException("this Java cannot open files relative to a directory");
  }

  @Override
  public void close() throws IOException {
    root.close();
  }
}
