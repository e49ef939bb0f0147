package lockstep.server.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import lockstep.images.IntegrityException;
import lockstep.images.delta.Group;
import lockstep.images.delta.GroupBases;
import lockstep.images.delta.GroupIndexReader;
import lockstep.images.delta.GroupOutput;
import lockstep.images.delta.UnpackedGroup;
import lockstep.server.repository.Repository;
import lockstep.server.repository.StoredImage;

/// The object tells how files of the image are made of solid groups: proven by making them.
record SolidIndexProof(Repository repository, StoredImage image, LongConsumer progress)
    implements Proof {
  private static final long MOST_BYTES = 1L << 30;

  @Override
  public List<StoredObject> needs(Path file) throws IOException {
    List<StoredObject> groups = new ArrayList<>();
    try (GroupIndexReader index = DeltaProof.open(file)) {
      for (Group group = index.next(); group != null; group = index.next()) {
        groups.add(
            StoredObject.of(
                group.objectPath(),
                new DigestProof(group.digest(), group.storedLength(), progress)));
      }
    }
    return groups;
  }

  @Override
  public void prove(Path file) throws IOException {
    FileHashes files = FileHashes.of(repository, image);
    try (GroupIndexReader index = DeltaProof.open(file)) {
      if (index.header().from().isPresent() || !index.header().to().equals(image.id())) {
        throw new IntegrityException("it is the index of image " + index.header().to());
      }
      for (Group group = index.next(); group != null; group = index.next()) {
        prove(group, files);
      }
    }
  }

  private void prove(Group group, FileHashes files) throws IOException {
    if (!group.bases().isEmpty()) {
      throw new IntegrityException("a group of it needs another image");
    }
    byte[] stored = Files.readAllBytes(repository.layout().solid(group));
    try (GroupBases bases = GroupBases.of(group.bases());
        UnpackedGroup unpacked = UnpackedGroup.unpack(group, bases, ByteBuffer.wrap(stored))) {
      for (int i = 0; i < group.outputs().size(); i++) {
        GroupOutput output = group.outputs().get(i);
        if (!output.entries().isEmpty()) {
          unpacked.make(i, content -> files.check(output.entries(), content));
          progress.accept(output.sizeBytes());
        }
      }
    }
  }

  @Override
  public long maxBytes() {
    return MOST_BYTES;
  }
}
