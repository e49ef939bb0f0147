package lockstep.server.check;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import lockstep.images.ImageId;
import lockstep.images.IntegrityException;
import lockstep.images.delta.GroupIndexReader;

/// The object can be read to its end as the index of this delta. Only where no signed copy tells its hash.
record DeltaIndexProof(ImageId from, ImageId to) implements Proof {
  private static final long MOST_BYTES = 1L << 30;

  @Override
  public void prove(Path file) throws IOException {
    var _ = DeltaProof.of(file, _ -> {});
    try (GroupIndexReader reader = DeltaProof.open(file)) {
      if (!reader.header().from().equals(Optional.of(from)) || !reader.header().to().equals(to)) {
        throw new IntegrityException(
            "it is of a delta from %s to %s"
                .formatted(
                    reader.header().from().map(ImageId::toString).orElse("nothing"),
                    reader.header().to()));
      }
    }
  }

  @Override
  public long maxBytes() {
    return MOST_BYTES;
  }
}
