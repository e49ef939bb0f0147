package lockstep.images.manifest;

import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import lockstep.images.Entry;
import lockstep.proto.ChunkerMsg;
import lockstep.proto.EntryMsg;
import lockstep.proto.HeaderMsg;
import lockstep.proto.KindMsg;
import lockstep.proto.SegmentMsg;
import lockstep.proto.TrailerMsg;

/// A manifest put together message by message, so that it can lie. Its trailer tells the truth unless told otherwise.
final class RawManifest {
  private final HeaderMsg.Builder header =
      HeaderMsg.newBuilder()
          .setFormatVersion(1)
          .setChunker(
              ChunkerMsg.newBuilder()
                  .setMinBytes(16 << 10)
                  .setAverageBytes(64 << 10)
                  .setMaxBytes(256 << 10));
  private final List<EntryMsg> entries = new ArrayList<>();
  private Consumer<TrailerMsg.Builder> trailerLie = _ -> {};

  static RawManifest withRoot() {
    return new RawManifest().add(entry("", KindMsg.KIND_DIRECTORY).setMode(0755));
  }

  RawManifest header(Consumer<HeaderMsg.Builder> change) {
    change.accept(header);
    return this;
  }

  RawManifest add(EntryMsg.Builder entry) {
    entries.add(entry.build());
    return this;
  }

  RawManifest trailer(Consumer<TrailerMsg.Builder> lie) {
    trailerLie = lie;
    return this;
  }

  static EntryMsg.Builder entry(String path, KindMsg kind) {
    return EntryMsg.newBuilder().setPathSuffix(ByteString.copyFromUtf8(path)).setKind(kind);
  }

  static EntryMsg.Builder directory(String path) {
    return entry(path, KindMsg.KIND_DIRECTORY).setMode(0755);
  }

  static EntryMsg.Builder file(String path, SegmentMsg.Builder... segments) {
    EntryMsg.Builder file = entry(path, KindMsg.KIND_FILE).setMode(0644);
    long size = 0;
    for (SegmentMsg.Builder segment : segments) {
      file.addSegments(segment);
      size += segment.getLength();
    }
    boolean implied =
        segments.length == 0 || (segments.length == 1 && !segments[0].getHash().isEmpty());
    if (!implied) {
      file.setContentHash(hash(99));
    }
    return file.setSize(size);
  }

  static SegmentMsg.Builder chunk(int hash, long length) {
    return SegmentMsg.newBuilder().setHash(hash(hash)).setLength(length);
  }

  static SegmentMsg.Builder hole(long length) {
    return SegmentMsg.newBuilder().setLength(length);
  }

  static ByteString hash(int seed) {
    byte[] hash = new byte[32];
    hash[0] = (byte) seed;
    return ByteString.copyFrom(hash);
  }

  byte[] bytes() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    header.build().writeDelimitedTo(out);
    TrailerMsg.Builder trailer = TrailerMsg.newBuilder().setEntries(entries.size());
    for (EntryMsg written : entries) {
      EntryMsg entry = sharingNothingUnlessSaid(written);
      entry.writeDelimitedTo(out);
      if (entry.getKind() == KindMsg.KIND_FILE) {
        long chunks = entry.getSegmentsList().stream().filter(s -> !s.getHash().isEmpty()).count();
        trailer
            .setFiles(trailer.getFiles() + 1)
            .setTotalBytes(trailer.getTotalBytes() + entry.getSize())
            .setChunkReferences(trailer.getChunkReferences() + chunks);
      }
    }
    trailerLie.accept(trailer);
    trailer.build().writeDelimitedTo(out);
    return out.toByteArray();
  }

  private byte[] previous = {};

  /// Paths are given whole; what they share with the path before is taken off here.
  private EntryMsg sharingNothingUnlessSaid(EntryMsg entry) {
    if (entry.getSharedPrefix() != 0) {
      return entry;
    }
    byte[] path = entry.getPathSuffix().toByteArray();
    int mismatch = java.util.Arrays.mismatch(previous, path);
    int shared = mismatch < 0 ? path.length : mismatch;
    previous = path;
    return entry.toBuilder()
        .setSharedPrefix(shared)
        .setPathSuffix(ByteString.copyFrom(path, shared, path.length - shared))
        .build();
  }

  static List<Entry> read(byte[] manifest) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (ManifestReader reader = ManifestReader.open(new ByteArrayInputStream(manifest))) {
      for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
        entries.add(entry);
      }
    }
    return entries;
  }
}
