package lockstep.agent.stage;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import lockstep.agent.stage.Origin.Part;
import lockstep.images.IntegrityException;
import lockstep.images.pack.ChunkPlace;
import lockstep.images.pack.PackIndexReader;
import org.jspecify.annotations.Nullable;

/// Where chunk references of the manifest lie in packs. Cheap when asked in manifest order; starts over when not. Safe for
/// many threads.
final class PackPlaces implements Closeable {
  private final ImageObjects image;
  private @Nullable PackIndexReader reader;
  private long position;

  PackPlaces(ImageObjects image) {
    this.image = image;
  }

  /// @param first the first chunk reference's ordinal
  /// @throws IntegrityException when the index ends before
  synchronized List<Part.Packed> at(long first, int count) throws IOException {
    PackIndexReader open = open(first);
    for (; position < first; position++) {
      next(open);
    }
    List<Part.Packed> places = new ArrayList<>(count);
    for (int i = 0; i < count; i++, position++) {
      ChunkPlace place = next(open);
      places.add(new Part.Packed(place.pack(), place.offset(), place.storedLength()));
    }
    return places;
  }

  /// The path of a pack below the repository's root.
  synchronized String packPath(int pack) throws IOException {
    return open(position).packs().get(pack).path();
  }

  private PackIndexReader open(long first) throws IOException {
    PackIndexReader open = reader;
    if (open == null || first < position) {
      close();
      open = image.packIndex();
      reader = open;
      position = 0;
    }
    return open;
  }

  private static ChunkPlace next(PackIndexReader open) throws IOException {
    ChunkPlace place = open.next();
    if (place == null) {
      throw new IntegrityException("the pack index has fewer places than the manifest has chunks");
    }
    return place;
  }

  @Override
  public synchronized void close() throws IOException {
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }
}
