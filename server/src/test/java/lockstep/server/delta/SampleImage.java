package lockstep.server.delta;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lockstep.excludes.RelativePath;
import lockstep.images.Content;
import lockstep.images.ContentHash;
import lockstep.images.Entry;
import lockstep.images.Metadata;
import lockstep.images.Segment;
import lockstep.images.chunk.ChunkSizes;
import lockstep.images.manifest.ManifestHeader;
import lockstep.images.manifest.ManifestReader;
import lockstep.images.manifest.ManifestWriter;

/// An image of a few files, all in the root, by a real manifest.
final class SampleImage {
  private static final Metadata METADATA = new Metadata(0644, 0, 0, 0, 0, List.of(), 0);

  private final Map<RelativePath, byte[]> files = new TreeMap<>();

  SampleImage file(String path, byte[] content) {
    files.put(RelativePath.of(path), content);
    return this;
  }

  ImageContents contents() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ManifestWriter writer =
        new ManifestWriter(out, new ManifestHeader(ChunkSizes.STANDARD, List.of(), List.of()));
    Map<RelativePath, Entry> entries = new TreeMap<>();
    entries.put(RelativePath.ROOT, new Entry.Directory(RelativePath.ROOT, METADATA));
    files.forEach((path, content) -> {
      for (RelativePath up = path.parent(); !up.isRoot(); up = up.parent()) {
        entries.put(up, new Entry.Directory(up, METADATA));
      }
      entries.put(path, new Entry.File(path, METADATA, content(content), false));
    });
    for (Entry entry : entries.values()) {
      writer.add(entry);
    }
    writer.finish();
    try (ManifestReader reader = ManifestReader.open(new ByteArrayInputStream(out.toByteArray()))) {
      return ImageContents.of(reader);
    }
  }

  private static Content content(byte[] bytes) {
    ContentHash hash = ContentHash.of(bytes);
    return bytes.length == 0
        ? Content.EMPTY
        : new Content(bytes.length, hash, List.of(new Segment.Chunk(hash, bytes.length)));
  }

  /// Loads what any of the images has.
  static ContentLoader.Source loaders(SampleImage... images) {
    Map<ContentHash, byte[]> all = new HashMap<>();
    for (SampleImage image : images) {
      image.files.values().forEach(content -> all.put(ContentHash.of(content), content));
    }
    return () ->
        new ContentLoader() {
          @Override
          public ByteBuffer load(Content content) throws IOException {
            byte[] bytes = all.get(content.hash());
            if (bytes == null) {
              throw new IOException("no image has " + content.hash());
            }
            return ByteBuffer.wrap(bytes.clone());
          }

          @Override
          public void close() {}
        };
  }
}
