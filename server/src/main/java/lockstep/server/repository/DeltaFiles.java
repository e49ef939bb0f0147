package lockstep.server.repository;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lockstep.images.ContentHash;
import lockstep.images.delta.Group;
import lockstep.images.delta.GroupIndexHeader;
import lockstep.images.delta.GroupIndexHeader.ManifestPatch;
import lockstep.images.delta.GroupIndexWriter;
import lockstep.images.delta.OffHeap;
import lockstep.images.delta.PrefixFrame;
import lockstep.images.stored.StoredStream;
import lockstep.server.delta.DeltaBuild;
import lockstep.server.delta.ImageContents;

/// Writes a delta: first what turns one manifest into the other, then the groups; its index last.
final class DeltaFiles {
  private static final int MANIFEST_LEVEL = 19;

  private final RepositoryLayout layout;
  private final DeltaBuild build;

  DeltaFiles(RepositoryLayout layout, DeltaBuild build) {
    this.layout = layout;
    this.build = build;
  }

  /// An image and what it holds.
  record Side(StoredImage image, ImageContents contents) {}

  /// Writes both files of the delta, unless they are there.
  void write(Side from, Side to) throws IOException {
    Path object = layout.delta(from.image.id(), to.image.id());
    Path index = layout.deltaIndex(from.image.id(), to.image.id());
    if (Files.exists(object) && Files.exists(index)) {
      return;
    }
    Path objectAside = layout.incoming().resolve("delta");
    Path indexAside = layout.incoming().resolve("index");
    List<Group> groups = new ArrayList<>();
    Optional<ManifestPatch> patch;
    try (OutputStream out = Durable.output(objectAside)) {
      patch = writeManifestPatch(from.image, to.image, out);
      build.delta(
          from.contents,
          to.contents,
          (group, frame) -> {
            out.write(frame);
            groups.add(group);
          });
    }
    GroupIndexHeader header =
        new GroupIndexHeader(Optional.of(from.image.id()), to.image.id(), patch, groups.size());
    writeIndex(indexAside, header, groups);
    Durable.place(objectAside, object);
    Durable.place(indexAside, index);
  }

  static void writeIndex(Path file, GroupIndexHeader header, List<Group> groups)
      throws IOException {
    GroupIndexWriter writer = new GroupIndexWriter(Durable.output(file), header);
    for (Group group : groups) {
      writer.add(group);
    }
    writer.finish();
  }

  private Optional<ManifestPatch> writeManifestPatch(
      StoredImage from, StoredImage to, OutputStream out) throws IOException {
    if (Math.max(from.manifestBytes(), to.manifestBytes()) > PrefixFrame.MAX_BYTES) {
      return Optional.empty();
    }
    try (OffHeap prefix = manifest(from);
        OffHeap plain = manifest(to);
        OffHeap made = PrefixFrame.make(prefix, plain, MANIFEST_LEVEL)) {
      byte[] frame = new byte[(int) made.sizeBytes()];
      made.buffer().get(frame);
      out.write(frame);
      return Optional.of(new ManifestPatch(frame.length, ContentHash.of(frame)));
    }
  }

  private OffHeap manifest(StoredImage image) throws IOException {
    try (InputStream in =
        new ProvenInput(
            StoredStream.decompressing(
                Files.newInputStream(layout.manifest(image.id())), image.manifestBytes()),
            image.id())) {
      return OffHeap.copyOf(ByteBuffer.wrap(in.readAllBytes()));
    }
  }
}
