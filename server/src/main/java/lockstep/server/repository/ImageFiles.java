package lockstep.server.repository;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lockstep.excludes.RelativePath;
import lockstep.images.Content;
import lockstep.images.ContentHash;
import lockstep.images.Entry;
import lockstep.images.Segment;
import lockstep.images.manifest.ManifestReader;
import org.jspecify.annotations.Nullable;

/// The regular files of an image, in memory: by path, hard links included, and by content.
final class ImageFiles {
  private final Map<RelativePath, Content> byPath = new HashMap<>();
  private final Set<ContentHash> contents = new HashSet<>();
  private final Set<ContentHash> chunks = new HashSet<>();
  private final List<Numbered> files = new ArrayList<>();

  /// A file and its ordinal in the manifest.
  record Numbered(long ordinal, Entry.File file) {}

  static ImageFiles of(Repository repository, StoredImage image) throws IOException {
    ImageFiles files = new ImageFiles();
    Map<Long, Content> linked = new HashMap<>();
    try (ManifestReader manifest = repository.openManifest(image)) {
      for (Entry entry = manifest.next(); entry != null; entry = manifest.next()) {
        switch (entry) {
          case Entry.File file -> {
            files.add(new Numbered(manifest.ordinal(), file));
            if (file.linked()) {
              linked.put(manifest.ordinal(), file.content());
            }
          }
          case Entry.HardLink link -> {
            Content content = linked.get(link.target());
            if (content != null) {
              files.byPath.put(link.path(), content);
            }
          }
          default -> {}
        }
      }
    }
    return files;
  }

  private void add(Numbered numbered) {
    Content content = numbered.file.content();
    files.add(numbered);
    byPath.put(numbered.file.path(), content);
    contents.add(content.hash());
    for (Segment segment : content.segments()) {
      if (segment instanceof Segment.Chunk chunk) {
        chunks.add(chunk.hash());
      }
    }
  }

  /// In manifest order.
  List<Numbered> files() {
    return files;
  }

  @Nullable Content at(RelativePath path) {
    return byPath.get(path);
  }

  boolean hasContent(ContentHash hash) {
    return contents.contains(hash);
  }

  boolean hasChunk(ContentHash hash) {
    return chunks.contains(hash);
  }
}
