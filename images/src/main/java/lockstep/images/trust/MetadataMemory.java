package lockstep.images.trust;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A [MetadataStore] for a client that looks once and keeps nothing.
final class MetadataMemory implements MetadataStore {
  private final Map<String, byte[]> files = new HashMap<>();

  /// With what another client keeps in `directory`, if that is there.
  static MetadataMemory copyOf(Path directory) throws IOException {
    MetadataMemory memory = new MetadataMemory();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, "[!.]*")) {
      for (Path file : all) {
        memory.write(String.valueOf(file.getFileName()), Files.readAllBytes(file));
      }
    } catch (NoSuchFileException e) {
      // It has not been made, or a file was replaced this moment: what is not known is fetched.
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return memory;
  }

  @Override
  public Optional<byte[]> read(String file, int maxBytes) {
    return Optional.ofNullable(files.get(file)).filter(bytes -> bytes.length <= maxBytes);
  }

  @Override
  public boolean holds(String file) {
    return files.containsKey(file);
  }

  @Override
  public void write(String file, byte[] content) {
    files.put(file, content);
  }

  @Override
  public void delete(String file) {
    files.remove(file);
  }

  @Override
  public void clear() {
    files.clear();
  }
}
