package lockstep.agent.stage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import lockstep.agent.index.IndexEntry;
import lockstep.agent.index.IndexReader;
import lockstep.agent.spool.SpoolReader;
import lockstep.agent.spool.SpoolWriter;
import lockstep.excludes.RelativePath;
import lockstep.images.ContentHash;
import org.jspecify.annotations.Nullable;

/// Where the root has contents that are asked for, as far as their hashes are known. In memory are 12 bytes for each content
/// asked for; the places are on disk. Safe for many threads.
final class LocalContents implements Closeable {
  /// A place is less than 64 KiB long, and mostly a few dozen bytes.
  private static final int BUFFER_BYTES = 512;

  /// Where one of them is.
  record Place(ContentHash hash, long sizeBytes, RelativePath path) {}

  private final SortedLongs wanted;
  private final int[] positions;
  private final SpoolReader places;

  private LocalContents(SortedLongs wanted, int[] positions, SpoolReader places) {
    this.wanted = wanted;
    this.positions = positions;
    this.places = places;
  }

  /// Collects places. Not for several threads.
  static final class Notes implements Closeable {
    private final Path file;
    private final SortedLongs wanted;
    private final int[] positions;
    private final SpoolWriter out;

    /// @param file created, or emptied
    /// @param wanted the first eight bytes of the hashes that may be asked for; sealed
    Notes(Path file, SortedLongs wanted) throws IOException {
      this.file = file;
      this.wanted = wanted;
      positions = new int[wanted.size()];
      out = SpoolWriter.create(file);
      out.put((byte) 0); // position 0 stands for no place
    }

    boolean isWanted(ContentHash hash) {
      return wanted.contains(hash.w0());
    }

    /// Of several places for a content the first is kept.
    void add(ContentHash hash, long sizeBytes, RelativePath path) throws IOException {
      int index = wanted.indexOf(hash.w0());
      if (index < 0 || positions[index] != 0 || out.position() > 0xffff_ffffL) {
        return;
      }
      positions[index] = (int) out.position();
      out.put(hash).put(sizeBytes).put(path);
    }

    /// Adds what the stat index knows.
    void addAll(Path index) throws IOException {
      if (wanted.size() == 0) {
        return;
      }
      try (IndexReader reader = IndexReader.open(index)) {
        for (IndexEntry entry = reader.next(); entry != null; entry = reader.next()) {
          ContentHash hash = entry.hash();
          if (hash != null) {
            add(hash, entry.size(), entry.path());
          }
        }
      }
    }

    /// Ends the collection.
    LocalContents done() throws IOException {
      out.close();
      return new LocalContents(wanted, positions, SpoolReader.open(file, BUFFER_BYTES));
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  @Nullable RelativePath find(ContentHash hash) throws IOException {
    Place place = find(hash.w0());
    return place != null && place.hash.equals(hash) ? place.path : null;
  }

  /// @param prefix the first eight bytes of a hash
  synchronized @Nullable Place find(long prefix) throws IOException {
    int index = wanted.indexOf(prefix);
    if (index < 0 || positions[index] == 0) {
      return null;
    }
    places.seek(Integer.toUnsignedLong(positions[index]));
    ContentHash hash = java.util.Objects.requireNonNull(places.readHash());
    return new Place(hash, places.readLong(), places.readPath());
  }

  @Override
  public void close() throws IOException {
    places.close();
  }
}
