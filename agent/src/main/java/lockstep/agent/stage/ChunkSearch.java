package lockstep.agent.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lockstep.agent.plan.StageItem;
import lockstep.agent.stage.Origin.Part;
import lockstep.agent.stage.StageList.Staging;
import lockstep.excludes.RelativePath;
import lockstep.images.Content;
import lockstep.images.ContentHash;
import lockstep.images.Entry;
import lockstep.images.Segment;
import lockstep.images.chunk.ChunkSizes;
import lockstep.images.tree.SystemCallException;

/// Finds where the chunks of files can be had: in the file that is at the path now, or else in packs. Not for several threads.
final class ChunkSearch {
  private final LiveFiles live;
  private final PackPlaces places;

  ChunkSearch(LiveFiles live, PackPlaces places) {
    this.live = live;
    this.places = places;
  }

  /// One part for each chunk of the file.
  ///
  /// @param firstChunk the ordinal of its first chunk reference
  /// @param local whether there is a file at its path that may have some
  List<Part> parts(Entry.File file, long firstChunk, StageItem.Local local, ChunkSizes sizes)
      throws IOException {
    List<Segment.Chunk> chunks = chunksOf(file.content());
    if (chunks.isEmpty()) {
      return List.of();
    }
    Map<ContentHash, Long> here =
        local == StageItem.Local.FILE && chunks.size() > 1
            ? localChunks(file.path(), sizes)
            : Map.of();
    List<Part.Packed> packed = places.at(firstChunk, chunks.size());
    List<Part> parts = new ArrayList<>(chunks.size());
    for (int i = 0; i < chunks.size(); i++) {
      Long offset = here.get(chunks.get(i).hash());
      parts.add(offset != null ? new Part.Local(offset) : packed.get(i));
    }
    return parts;
  }

  List<Part> parts(Staging staging, Entry.File file, ChunkSizes sizes) throws IOException {
    return parts(file, staging.content().firstChunk(), staging.item().local(), sizes);
  }

  /// How many bytes of packs they need.
  static long packBytes(List<Part> parts) {
    long sum = 0;
    for (Part part : parts) {
      if (part instanceof Part.Packed packed) {
        sum += packed.storedLength();
      }
    }
    return sum;
  }

  static List<Segment.Chunk> chunksOf(Content content) {
    List<Segment.Chunk> chunks = new ArrayList<>(content.segments().size());
    for (Segment segment : content.segments()) {
      if (segment instanceof Segment.Chunk chunk) {
        chunks.add(chunk);
      }
    }
    return chunks;
  }

  private Map<ContentHash, Long> localChunks(RelativePath path, ChunkSizes sizes)
      throws IOException {
    try {
      return live.chunks(path, sizes);
    } catch (SystemCallException e) {
      // It went away or cannot be read: then it is no source.
      return Map.of();
    }
  }
}
