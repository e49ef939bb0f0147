package lockstep.server.delta;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import lockstep.images.delta.OffHeap;
import lockstep.images.delta.PrefixFrame;
import lockstep.images.difference.Difference;
import lockstep.images.difference.DifferenceMaker;

/// Tries whether a program is smaller as a difference. Safe for many threads; they share a bound on memory.
final class DifferenceTrial {
  /// Sorting suffixes takes some 25 times the files' lengths in memory: this much of files is in work at a time.
  private static final int MAX_BYTES = 20 << 20;

  /// What both ways are compared at: much faster than what is used in the end, and as fair.
  private static final int LEVEL = 9;

  private final Semaphore bytes = new Semaphore(MAX_BYTES);

  /// @param seen all of the target
  Kin improve(Kin kin, SeenContent seen, ContentLoader loader) throws IOException {
    if (kin.kind() != SeenContent.Kind.PROGRAM || kin.bases().isEmpty()) {
      return kin;
    }
    Kin.Base first = kin.bases().getFirst();
    long both = (long) first.seenBytes() + kin.seenBytes();
    if (first.gzip() || both > MAX_BYTES) {
      return kin;
    }
    ByteBuffer base = loader.load(first.content().content());
    bytes.acquireUninterruptibly((int) both);
    try {
      Difference difference = DifferenceMaker.between(base, seen.file());
      return compressed(difference) < compressed(base, seen.file()) ? kin.by(difference) : kin;
    } finally {
      bytes.release((int) both);
    }
  }

  private static long compressed(Difference difference) {
    return (long) Zstd.compress(difference.control(), LEVEL).length
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
