package lockstep.images.trust;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import lockstep.images.ContentHash;

/// The directory of what this client trusts. The only place where one of its names starts to mean new content.
final class MetadataStore {
  /// Room for `.` before and `.json.tmp` behind, within the 255 bytes Linux allows.
  private static final int MAX_QUOTED_ROLE = 200;

  private final Path directory;

  MetadataStore(Path directory) {
    this.directory = directory;
  }

  /// Any role name becomes one harmless file name, different names different ones.
  static String fileOf(String role) {
    String quoted = Naming.quoted(role);
    if (quoted.length() > MAX_QUOTED_ROLE) {
      quoted = "%" + ContentHash.of(role.getBytes(StandardCharsets.UTF_8));
    }
    return quoted + ".json";
  }

  /// Empty when the file is absent or longer than it could be.
  Optional<byte[]> read(String file, int maxBytes) throws IOException {
    try (InputStream in = Files.newInputStream(directory.resolve(file))) {
      byte[] bytes = in.readNBytes(maxBytes + 1);
      return bytes.length > maxBytes ? Optional.empty() : Optional.of(bytes);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  boolean holds(String file) {
    return Files.exists(directory.resolve(file));
  }

  /// Durable when it returns; a crash before leaves the former content.
  void write(String file, byte[] content) throws IOException {
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

  void delete(String file) throws IOException {
    if (Files.deleteIfExists(directory.resolve(file))) {
      syncDirectory();
    }
  }

  private void syncDirectory() throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
