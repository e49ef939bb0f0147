package lockstep.images.trust;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A [MetadataStore] for a client that looks once and remembers nothing.
final class MetadataMemory implements MetadataStore {
  private final Map<String, byte[]> files = new HashMap<>();

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
