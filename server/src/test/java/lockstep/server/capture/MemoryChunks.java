package lockstep.server.capture;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import lockstep.images.ContentHash;
import lockstep.images.Entry;
import lockstep.images.Segment;
import lockstep.images.manifest.ManifestReader;

/// A capture whose chunks and manifest are kept in memory.
class MemoryChunks implements ChunkStore {
  private static final Kept KEPT = new Kept() {};

  private final Map<ContentHash, byte[]> chunks = new ConcurrentHashMap<>();
  private final List<ContentHash> references = new ArrayList<>();
  private byte[] manifest = new byte[0];

  @Override
  public Kept keep(Segment.Chunk chunk, ByteBuffer plain) throws IOException {
    byte[] bytes = new byte[plain.remaining()];
    plain.get(bytes);
    chunks.put(chunk.hash(), bytes);
    return KEPT;
  }

  @Override
  public void settle(Kept kept) {}

  @Override
  public void refer(Segment.Chunk chunk) {
    var _ = bytes(chunk);
    references.add(chunk.hash());
  }

  byte[] bytes(Segment.Chunk chunk) {
    byte[] kept = chunks.get(chunk.hash());
    if (kept == null) {
      throw new IllegalArgumentException("nobody kept chunk " + chunk.hash());
    }
    return kept;
  }

  /// In the order in which the manifest is said to have them.
  List<ContentHash> references() {
    return references;
  }

  static ImageCapture capture() {
    return capture(2);
  }

  /// @param threads 0 for one file after the other
  static ImageCapture capture(int threads) {
    return new ImageCapture(List.of(), ExcludePolicy.Fallback.DEFAULTS_OF_FAMILY, threads, _ -> {});
  }

  ImageCapture.Captured take(ImageCapture capture, MasterTree tree) throws IOException {
    Path file = Files.createTempFile("lockstep", ".manifest");
    try (tree) {
      ImageCapture.Captured captured = capture.capture(tree, this, Recollection.NONE, file);
      manifest = Files.readAllBytes(file);
      return captured;
    } finally {
      Files.delete(file);
    }
  }

  ManifestReader manifest() throws IOException {
    return ManifestReader.open(new java.io.ByteArrayInputStream(manifest));
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
        case Segment.Chunk chunk -> out.write(bytes(chunk));
        case Segment.Hole hole -> out.write(new byte[(int) hole.length()]);
      }
    }
    return out.toByteArray();
  }
}
