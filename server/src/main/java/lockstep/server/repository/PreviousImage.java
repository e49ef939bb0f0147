package lockstep.server.repository;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import lockstep.excludes.RelativePath;
import lockstep.images.Entry;
import lockstep.images.manifest.ManifestReader;
import lockstep.server.capture.TimeRules;
import org.jspecify.annotations.Nullable;

/// The entries of a stored image, read as they are asked for. Holds the files that have several names. Not safe for
/// threads.
public final class PreviousImage implements TimeRules.PreviousEntries, AutoCloseable {
  private final String object;
  private final ManifestReader manifest;
  private final Map<Long, Entry.File> linked = new HashMap<>();
  private @Nullable Entry current;

  private PreviousImage(String object, ManifestReader manifest) {
    this.object = object;
    this.manifest = manifest;
  }

  /// @throws lockstep.images.ProblemException `E-MISSING` or `E-DAMAGED`, here and from [#find]
  public static PreviousImage open(Repository repository, StoredImage image) throws IOException {
    String object = "images/" + image.id() + "/manifest";
    PreviousImage previous =
        new PreviousImage(object, Damage.explained(object, () -> repository.openManifest(image)));
    try {
      previous.advance();
      return previous;
    } catch (IOException | RuntimeException e) {
      previous.close();
      throw e;
    }
  }

  @Override
  public Entry.@Nullable Inode find(RelativePath path) throws IOException {
    while (current != null && current.path().compareTo(path) < 0) {
      advance();
    }
    if (current == null || !current.path().equals(path)) {
      return null;
    }
    return switch (current) {
      case Entry.HardLink link -> Objects.requireNonNull(linked.get(link.target()));
      case Entry.Inode inode -> inode;
    };
  }

  private void advance() throws IOException {
    current = Damage.explained(object, () -> Optional.ofNullable(manifest.next())).orElse(null);
    if (current instanceof Entry.File file && file.linked()) {
      linked.put(manifest.ordinal(), file);
    }
  }

  @Override
  public void close() throws IOException {
    manifest.close();
  }
}
