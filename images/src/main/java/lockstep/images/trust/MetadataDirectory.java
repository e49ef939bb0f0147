package lockstep.images.trust;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A [MetadataStore] in a directory. The only place where one of its names starts to mean new content.
final class MetadataDirectory implements MetadataStore {
  private final Path directory;

  MetadataDirectory(Path directory) {
    this.directory = directory;
  }

  @Override
  public Optional<byte[]> read(String file, int maxBytes) throws IOException {
    try (InputStream in = Files.newInputStream(directory.resolve(file))) {
      byte[] bytes = in.readNBytes(maxBytes + 1);
      return bytes.length > maxBytes ? Optional.empty() : Optional.of(bytes);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean holds(String file) {
    return Files.exists(directory.resolve(file));
  }

  @Override
  public void write(String file, byte[] content) throws IOException {
    Path temporary = directory.resolve("." + file + ".tmp");
    try (FileChannel out =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
      out.force(true); // the bytes, before any name leads to them
    }
    Files.move(temporary, directory.resolve(file), StandardCopyOption.ATOMIC_MOVE);
    syncDirectory();
  }

  @Override
  public void delete(String file) throws IOException {
    if (Files.deleteIfExists(directory.resolve(file))) {
      syncDirectory();
    }
  }

  @Override
  public void clear() throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
      all.forEach(files::add);
    }
    for (Path file : files) {
      Files.delete(file);
    }
    syncDirectory();
  }

  private void syncDirectory() throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
