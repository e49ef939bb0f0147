package lockstep.server.diff;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import lockstep.images.Entry;
import lockstep.images.manifest.ManifestHeader;
import lockstep.images.manifest.ManifestReader;
import lockstep.server.repository.Damage;
import lockstep.server.repository.Repository;
import lockstep.server.repository.StoredImage;
import org.jspecify.annotations.Nullable;

/// The names of an image in path order. Holds the files that have several names. Not safe for threads.
final class ImageCursor implements AutoCloseable {
  private final String object;
  private final ManifestReader manifest;
  private final Map<Long, Entry.File> linked = new HashMap<>();
  private @Nullable Seen current;

  private ImageCursor(String object, ManifestReader manifest) {
    this.object = object;
    this.manifest = manifest;
  }

  /// Stands at the root.
  static ImageCursor open(Repository repository, StoredImage image) throws IOException {
    String object = "images/" + image.id() + "/manifest";
    ImageCursor cursor =
        new ImageCursor(object, Damage.explained(object, () -> repository.openManifest(image)));
    try {
      cursor.advance();
      return cursor;
    } catch (IOException | RuntimeException e) {
      cursor.close();
      throw e;
    }
  }

  ManifestHeader header() {
    return manifest.header();
  }

  /// Null after the last.
  @Nullable Seen current() {
    return current;
  }

  void advance() throws IOException {
    current =
        Damage.explained(object, () -> Optional.ofNullable(manifest.next()))
            .map(this::seen)
            .orElse(null);
  }

  private Seen seen(Entry entry) {
    long ordinal = manifest.ordinal();
    return switch (entry) {
      case Entry.File file -> {
        if (file.linked()) {
          linked.put(ordinal, file);
        }
        yield new Seen(file.path(), ordinal, file, Optional.empty());
      }
      case Entry.HardLink link -> {
        Entry.File file = Objects.requireNonNull(linked.get(link.target()));
        yield new Seen(link.path(), ordinal, file, Optional.of(file.path()));
      }
      case Entry.Inode inode -> new Seen(inode.path(), ordinal, inode, Optional.empty());
    };
  }

  @Override
  public void close() throws IOException {
    manifest.close();
  }
}
