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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Opens files below one directory, component by component, each relative to the one before and none a symlink: not
/// even someone who may write to the repository can lead a reader out of it. Safe for many threads.
final class RepositoryFiles implements AutoCloseable {
  /// A folder that stays open.
  ///
  /// @param key which it is, as long as it is open
  private record Kept(Object key, SecureDirectoryStream<Path> folder) {}

  private final SecureDirectoryStream<Path> root;

  /// Of the few folders in the repository, as they were when first asked for.
  private final ConcurrentMap<Path, Kept> kept = new ConcurrentHashMap<>();

  private RepositoryFiles(SecureDirectoryStream<Path> root) {
    this.root = root;
  }

  @SuppressWarnings("StreamResourceLeak") // closed with this
  static RepositoryFiles open(Path directory) throws IOException {
    return new RepositoryFiles(secure(Files.newDirectoryStream(directory)));
  }

  /// @throws NoSuchFileException when there is no regular file of that name
  StoredFile open(ServedName name) throws IOException {
    Path top = Path.of(name.parts().getFirst());
    if (name.parts().size() == 1) {
      return openFile(root, top, name);
    }
    Object key = keyOfFolder(root, top);
    Kept known = kept.get(top);
    if (known == null) {
      known = keep(top);
    }
    if (known.key().equals(key)) {
      return open(known.folder(), name, 1);
    }
    // Another folder has come to its place: rare, and not worth closing what others may be reading.
    try (SecureDirectoryStream<Path> folder = openFolder(root, top)) {
      return open(folder, name, 1);
    }
  }

  private synchronized Kept keep(Path top) throws IOException {
    Kept known = kept.get(top);
    if (known == null) {
      SecureDirectoryStream<Path> folder = openFolder(root, top);
      Object key =
          folder.getFileAttributeView(BasicFileAttributeView.class).readAttributes().fileKey();
      known = new Kept(key, folder);
      kept.put(top, known);
    }
    return known;
  }

  private static StoredFile open(SecureDirectoryStream<Path> directory, ServedName name, int depth)
      throws IOException {
    List<String> parts = name.parts();
    Path part = Path.of(parts.get(depth));
    if (depth == parts.size() - 1) {
      return openFile(directory, part, name);
    }
    var _ = keyOfFolder(directory, part);
    try (SecureDirectoryStream<Path> child = openFolder(directory, part)) {
      return open(child, name, depth + 1);
    }
  }

  private static SecureDirectoryStream<Path> openFolder(
      SecureDirectoryStream<Path> directory, Path part) throws IOException {
    return secure(directory.newDirectoryStream(part, LinkOption.NOFOLLOW_LINKS));
  }

  /// @throws NoSuchFileException when it is no folder
  private static Object keyOfFolder(SecureDirectoryStream<Path> directory, Path part)
      throws IOException {
    BasicFileAttributes attributes = attributes(directory, part);
    if (!attributes.isDirectory()) {
      throw new NoSuchFileException(part.toString());
    }
    return attributes.fileKey();
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
    for (Kept folder : kept.values()) {
      folder.folder().close();
    }
    root.close();
  }
}
