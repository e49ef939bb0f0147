package lockstep.server.delta;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lockstep.excludes.RelativePath;
import lockstep.images.Content;
import lockstep.images.ContentHash;
import lockstep.images.Entry;
import lockstep.images.delta.Group;
import lockstep.images.manifest.ManifestReader;
import org.jspecify.annotations.Nullable;

/// The distinct contents of an image that fit a group: neither empty nor longer than [Group#MAX_BYTES]. Unchanging once read.
public final class ImageContents {
  /// No contents at all.
  public static final ImageContents NONE = new ImageContents();

  private final List<ImageContent> contents = new ArrayList<>();
  private final Map<ContentHash, ImageContent> byHash = new HashMap<>();
  private final Map<RelativePath, ImageContent> byPath = new HashMap<>();

  private ImageContents() {}

  /// @param manifest read to its end; the caller closes it
  public static ImageContents of(ManifestReader manifest) throws IOException {
    ImageContents image = new ImageContents();
    for (Entry entry = manifest.next(); entry != null; entry = manifest.next()) {
      if (entry instanceof Entry.File file && fits(file.content())) {
        image.add(file, Math.toIntExact(manifest.ordinal()));
      }
    }
    return image;
  }

  private static boolean fits(Content content) {
    return content.size() > 0 && content.size() <= Group.MAX_BYTES;
  }

  private void add(Entry.File file, int ordinal) {
    ImageContent content = byHash.get(file.content().hash());
    if (content == null) {
      content = new ImageContent(contents.size(), file.content(), file.path(), new ArrayList<>(1));
      contents.add(content);
      byHash.put(file.content().hash(), content);
    }
    content.entries().add(ordinal);
    byPath.put(file.path(), content);
  }

  /// In the order of their first entries; the number of each is its place.
  List<ImageContent> all() {
    return contents;
  }

  /// Those that `other` does not have.
  List<ImageContent> missingFrom(ImageContents other) {
    return contents.stream().filter(c -> !other.byHash.containsKey(c.content().hash())).toList();
  }

  @Nullable ImageContent at(RelativePath path) {
    return byPath.get(path);
  }

  /// Every path with its content, in no order.
  Map<RelativePath, ImageContent> byPath() {
    return byPath;
  }
}
