package lockstep.agent.stage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import lockstep.agent.index.IndexEntry;
import lockstep.agent.index.IndexReader;
import lockstep.excludes.RelativePath;
import lockstep.images.ContentHash;
import org.jspecify.annotations.Nullable;

/// Which of the contents that are needed the root has already, somewhere, by the stat index.
final class LocalContents {
  /// So many places are remembered at most; what is beyond is fetched. A bound for the heap, far above any upgrade.
  private static final int MAX_PLACES = 100_000;

  private final Map<ContentHash, RelativePath> places = new HashMap<>();

  /// @param needed what may be asked for
  static LocalContents of(Path index, HashPrefixes needed) throws IOException {
    LocalContents contents = new LocalContents();
    if (needed.isEmpty()) {
      return contents;
    }
    try (IndexReader reader = IndexReader.open(index)) {
      for (IndexEntry entry = reader.next(); entry != null; entry = reader.next()) {
        ContentHash hash = entry.hash();
        if (hash != null && needed.mayContain(hash) && contents.places.size() < MAX_PLACES) {
          contents.places.putIfAbsent(hash, entry.path());
        }
      }
    }
    return contents;
  }

  @Nullable RelativePath find(ContentHash hash) {
    return places.get(hash);
  }
}
