package lockstep.server.capture;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lockstep.images.ContentHash;
import lockstep.images.Entry;
import lockstep.images.Segment;
import lockstep.images.manifest.ManifestReader;

/// A capture whose chunks and manifest are kept in memory.
final class MemoryChunks implements ChunkStore {
  private final Map<ContentHash, byte[]> chunks = new HashMap<>();
  private final ByteArrayOutputStream manifest = new ByteArrayOutputStream();

  @Override
  public void keep(Segment.Chunk chunk, ByteBuffer plain) {
    byte[] bytes = new byte[plain.remaining()];
    plain.get(bytes);
    chunks.put(chunk.hash(), bytes);
  }

  static ImageCapture capture() {
    return new ImageCapture(List.of(), ExcludePolicy.Fallback.DEFAULTS_OF_FAMILY, _ -> {});
  }

  ImageCapture.Captured take(ImageCapture capture, MasterTree tree) throws IOException {
    try (tree) {
      return capture.capture(tree, this, manifest);
    }
  }

  ManifestReader manifest() throws IOException {
    return ManifestReader.open(new java.io.ByteArrayInputStream(manifest.toByteArray()));
  }

  /// By escaped path.
  Map<String, Entry> entries() throws IOException {
    Map<String, Entry> entries = new java.util.LinkedHashMap<>();
    try (ManifestReader reader = manifest()) {
      for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
        entries.put(entry.path().toString(), entry);
      }
    }
    return entries;
  }

  byte[] content(Entry entry) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Segment segment : ((Entry.File) entry).content().segments()) {
      switch (segment) {
        case Segment.Chunk chunk ->
            out.write(java.util.Objects.requireNonNull(chunks.get(chunk.hash())));
        case Segment.Hole hole -> out.write(new byte[(int) hole.length()]);
      }
    }
    return out.toByteArray();
  }
}
