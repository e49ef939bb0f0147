package lockstep.server.delta;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.ByteBuffer;
import lockstep.images.delta.OffHeap;
import lockstep.images.delta.PrefixFrame;
import lockstep.images.difference.Difference;
import lockstep.images.difference.DifferenceMaker;

/// Tries whether a program is smaller as a difference. For one thread.
final class DifferenceTrial {
  /// Sorting suffixes takes many times the files' lengths in memory.
  private static final long MAX_BYTES = 24L << 20;

  /// What both ways are compared at: much faster than what is used in the end, and as fair.
  private static final int LEVEL = 9;

  private final ContentLoader loader;

  DifferenceTrial(ContentLoader loader) {
    this.loader = loader;
  }

  /// @param seen all of the target
  Kin improve(Kin kin, SeenContent seen) throws IOException {
    if (kin.kind() != SeenContent.Kind.PROGRAM || kin.bases().isEmpty()) {
      return kin;
    }
    Kin.Base first = kin.bases().getFirst();
    if (first.gzip() || (long) first.seenBytes() + kin.seenBytes() > MAX_BYTES) {
      return kin;
    }
    ByteBuffer base = loader.load(first.content().content());
    Difference difference = DifferenceMaker.between(base, seen.file());
    return compressed(difference) < compressed(base, seen.file()) ? kin.by(difference) : kin;
  }

  private static long compressed(Difference difference) {
    return Zstd.compress(difference.control(), LEVEL).length
        + Zstd.compress(difference.diff(), LEVEL).length
        + Zstd.compress(difference.extra(), LEVEL).length;
  }

  private static long compressed(ByteBuffer base, ByteBuffer target) throws IOException {
    try (OffHeap prefix = OffHeap.copyOf(base);
        OffHeap plain = OffHeap.copyOf(target);
        OffHeap frame = PrefixFrame.make(prefix, plain, LEVEL)) {
      return frame.sizeBytes();
    }
  }
}
