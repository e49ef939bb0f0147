package lockstep.server.check;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongConsumer;
import lockstep.images.ContentHash;
import lockstep.images.IntegrityException;
import lockstep.images.delta.Group;
import lockstep.images.delta.GroupIndexHeader.ManifestPatch;
import lockstep.images.delta.GroupIndexReader;

/// The object is the delta of this index: the frames that it names, one after the other, and nothing else.
///
/// @param maxBytes where the last of them ends
record DeltaProof(Path index, long maxBytes, LongConsumer progress) implements Proof {
  static DeltaProof of(Path index, LongConsumer progress) throws IOException {
    try (GroupIndexReader reader = open(index)) {
      long end = reader.header().firstOffset();
      for (Group group = reader.next(); group != null; group = reader.next()) {
        if (group.offset() != end) {
          throw new IntegrityException("the index leaves a gap at %d bytes".formatted(end));
        }
        end += group.storedLength();
      }
      return new DeltaProof(index, end, progress);
    }
  }

  static GroupIndexReader open(Path index) throws IOException {
    return GroupIndexReader.open(new BufferedInputStream(Files.newInputStream(index)));
  }

  @Override
  public void prove(Path file) throws IOException {
    try (GroupIndexReader reader = open(index);
        InputStream delta = Files.newInputStream(file)) {
      Optional<ManifestPatch> patch = reader.header().manifestPatch();
      if (patch.isPresent()) {
        prove(delta, patch.get().storedLength(), patch.get().digest(), 0);
      }
      for (Group group = reader.next(); group != null; group = reader.next()) {
        prove(delta, group.storedLength(), group.digest(), group.offset());
      }
      if (delta.read() >= 0) {
        throw new IntegrityException("it is longer than the %d bytes it has".formatted(maxBytes));
      }
    }
  }

  private void prove(InputStream delta, int length, ContentHash digest, long offset)
      throws IOException {
    byte[] frame = delta.readNBytes(length);
    progress.accept(frame.length);
    if (frame.length < length) {
      throw new IntegrityException(
          "it is cut at %d bytes, of %d".formatted(offset + frame.length, maxBytes));
    }
    if (!ContentHash.of(frame).equals(digest)) {
      throw new IntegrityException(
          "the %d bytes from %d on are not those its index names".formatted(length, offset));
    }
  }
}
