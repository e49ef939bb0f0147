package lockstep.images.pack;

import java.util.List;
import lockstep.images.IntegrityException;

/// What must hold in a pack index, whoever wrote it.
final class PackIndexChecks {
  private final List<Pack> packs;
  private final long expected;
  private long seen;

  PackIndexChecks(List<Pack> packs, long chunkReferences) throws IntegrityException {
    this.packs = List.copyOf(packs);
    this.expected = chunkReferences;
    if (packs.size() > PackFormat.MAX_PACKS || chunkReferences < 0) {
      throw new IntegrityException(
          "a pack index with %d packs and %d chunk references"
              .formatted(packs.size(), chunkReferences));
    }
    for (Pack pack : packs) {
      if (pack.sizeBytes() <= 0) {
        throw new IntegrityException(
            "pack %s of %d bytes".formatted(pack.digest(), pack.sizeBytes()));
      }
    }
  }

  List<Pack> packs() {
    return packs;
  }

  long expected() {
    return expected;
  }

  boolean complete() {
    return seen == expected;
  }

  void accept(ChunkPlace place) throws IntegrityException {
    boolean inside =
        place.pack() >= 0
            && place.pack() < packs.size()
            && place.offset() >= 0
            && place.storedLength() > 0
            && place.storedLength() <= PackFormat.MAX_STORED_BYTES
            && place.offset() <= packs.get(place.pack()).sizeBytes() - place.storedLength();
    if (!inside) {
      throw new IntegrityException("the pack index names an impossible place: " + place);
    }
    if (complete()) {
      throw new IntegrityException("the pack index names more places than it says: " + expected);
    }
    seen++;
  }

  void finish() throws IntegrityException {
    if (!complete()) {
      throw new IntegrityException(
          "the pack index names %d places, it says %d".formatted(seen, expected));
    }
  }
}
