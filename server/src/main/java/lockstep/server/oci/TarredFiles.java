package lockstep.server.oci;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import lockstep.server.tar.TarContent;
import lockstep.server.tar.TarEntry;
import lockstep.server.tar.TarException;
import lockstep.server.tar.TarFile;
import lockstep.server.tar.TarPlace;
import lockstep.server.tar.TarReader;
import org.jspecify.annotations.Nullable;

/// A layout that is a tar.
final class TarredFiles implements LayoutFiles {
  /// What may stand at the top of a layout; `docker save` adds the last two.
  private static final Set<String> TOP =
      Set.of("", OciLayout.MARKER, OciLayout.INDEX, "blobs", "manifest.json", "repositories");

  /// More than any layout has.
  private static final int MAX_FILES = 100_000;

  private final TarFile archive;
  private final Map<String, TarPlace> places;

  private TarredFiles(TarFile archive, Map<String, TarPlace> places) {
    this.archive = archive;
    this.places = places;
  }

  /// Null when it is an archive of something else, or none; the first names tell.
  static @Nullable TarredFiles openIfLayout(Path file) throws IOException {
    TarFile archive = TarFile.open(file);
    Map<String, TarPlace> places;
    try {
      places = places(archive);
    } catch (TarException e) {
      places = Map.of(); // whoever reads it as a tree says what is wrong
    }
    if (!places.containsKey(OciLayout.MARKER) || !places.containsKey(OciLayout.INDEX)) {
      archive.close();
      return null;
    }
    return new TarredFiles(archive, places);
  }

  private static Map<String, TarPlace> places(TarFile archive) throws IOException {
    Map<String, TarPlace> places = new HashMap<>();
    try (TarReader reader = archive.entries()) {
      for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
        String name = entry.name().utf8().replaceFirst("^\\./", "");
        if (!TOP.contains(name.split("/", 2)[0]) || places.size() > MAX_FILES) {
          return Map.of();
        }
        if (entry.kind() == TarEntry.Kind.FILE) {
          places.put(name, reader.place());
        }
      }
    }
    return places;
  }

  @Override
  public InputStream open(String path) throws IOException {
    TarPlace place = places.get(path);
    if (place == null) {
      throw new NoSuchFileException(path);
    }
    TarContent content = archive.content(place);
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        return length == 0 ? 0 : content.read(buffer, offset, length);
      }
    };
  }

  @Override
  public void close() throws IOException {
    archive.close();
  }
}
