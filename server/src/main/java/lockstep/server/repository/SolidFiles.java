package lockstep.server.repository;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lockstep.images.ContentHash;
import lockstep.images.Entry;
import lockstep.images.delta.Group;
import lockstep.images.delta.GroupIndexHeader;
import lockstep.images.delta.GroupIndexReader;
import lockstep.images.delta.GroupOutput;
import lockstep.images.manifest.ManifestReader;
import lockstep.server.delta.DeltaBuild;
import lockstep.server.delta.SolidBuild;
import org.jspecify.annotations.Nullable;

/// Writes the solid groups of an image: each under the name of its bytes, then the index that makes them the image's.
final class SolidFiles {
  private final Repository repository;
  private final RepositoryLayout layout;
  private final DeltaBuild build;

  SolidFiles(Repository repository, DeltaBuild build) {
    this.repository = repository;
    this.layout = repository.layout();
    this.build = build;
  }

  /// Writes them, unless they are there.
  ///
  /// @param before an image whose groups are kept where they still fit
  void write(DeltaFiles.Side side, Optional<StoredImage> before) throws IOException {
    Path index = layout.solidIndex(side.image().id());
    if (Files.exists(index)) {
      return;
    }
    SolidBuild solid = new SolidBuild(side.contents());
    if (before.isPresent() && Files.exists(layout.solidIndex(before.get().id()))) {
      offerGroups(before.get(), solid);
    }
    List<Group> groups = solid.finish(build, this::store);
    Path aside = layout.incoming().resolve("solid-index");
    GroupIndexHeader header =
        new GroupIndexHeader(Optional.empty(), side.image().id(), Optional.empty(), groups.size());
    DeltaFiles.writeIndex(aside, header, groups);
    Durable.place(aside, index);
  }

  /// Also over a file of that name: it may be there because it is damaged.
  private void store(Group group, byte[] frame) throws IOException {
    Path aside = layout.incoming().resolve("solid");
    try (OutputStream out = Durable.output(aside)) {
      out.write(frame);
    }
    Durable.place(aside, layout.solid(group));
  }

  private void offerGroups(StoredImage before, SolidBuild solid) throws IOException {
    List<@Nullable ContentHash> hashes = hashesByEntry(before);
    try (GroupIndexReader index = open(before)) {
      for (Group group = index.next(); group != null; group = index.next()) {
        if (Files.exists(layout.solid(group))) {
          solid.offer(group, hashes(group, hashes));
        }
      }
    }
  }

  private GroupIndexReader open(StoredImage image) throws IOException {
    return GroupIndexReader.open(
        new BufferedInputStream(Files.newInputStream(layout.solidIndex(image.id()))));
  }

  private List<@Nullable ContentHash> hashesByEntry(StoredImage image) throws IOException {
    List<@Nullable ContentHash> hashes = new ArrayList<>();
    try (ManifestReader manifest = repository.openManifest(image)) {
      for (Entry entry = manifest.next(); entry != null; entry = manifest.next()) {
        hashes.add(entry instanceof Entry.File file ? file.content().hash() : null);
      }
    }
    return hashes;
  }

  /// A dead output's hash is not known: that of nothing stands for it, which no group makes.
  private static List<ContentHash> hashes(Group group, List<@Nullable ContentHash> byEntry) {
    List<ContentHash> hashes = new ArrayList<>();
    for (GroupOutput output : group.outputs()) {
      ContentHash hash =
          output.entries().isEmpty() ? null : byEntry.get(output.entries().getFirst());
      hashes.add(hash == null ? ContentHash.EMPTY : hash);
    }
    return hashes;
  }
}
