package lockstep.images.delta;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import lockstep.images.ContentHash;
import lockstep.images.ImageId;
import lockstep.images.IntegrityException;

/// What a delta index says before its records.
///
/// @param objectBytes the size of the delta object
/// @param blockBytes the size of each of its blocks but the last, which may be shorter
/// @param blockDigests one SHA-256 per block
/// @param records how many follow
public record DeltaHeader(
    ImageId from,
    ImageId to,
    long objectBytes,
    int blockBytes,
    List<ContentHash> blockDigests,
    long records) {
  public static final int STANDARD_BLOCK_BYTES = 64 << 10;
  static final int MIN_BLOCK_BYTES = 4 << 10;
  static final int MAX_BLOCK_BYTES = 4 << 20;

  public DeltaHeader {
    blockDigests = List.copyOf(blockDigests);
    boolean sane =
        objectBytes >= 0
            && blockBytes >= MIN_BLOCK_BYTES
            && blockBytes <= MAX_BLOCK_BYTES
            && records >= 0
            && objectBytes <= (long) blockBytes * blockDigests.size()
            && objectBytes > (long) blockBytes * (blockDigests.size() - 1);
    if (!sane || from.equals(to)) {
      throw new IllegalArgumentException(
          "a delta of %d bytes in %d blocks of %d with %d records from %s to %s"
              .formatted(objectBytes, blockDigests.size(), blockBytes, records, from, to));
    }
  }

  /// Its path below the repository's root.
  public String objectPath() {
    return "deltas/" + from + "-" + to + ".delta";
  }

  /// How many bytes block `index` has.
  public int blockLength(int index) {
    return (int) Math.min(blockBytes, objectBytes - (long) index * blockBytes);
  }

  /// @param block all of block `index`, between position and limit, which stay where they are
  /// @throws IntegrityException when it is not what was signed
  public void verifyBlock(int index, ByteBuffer block) throws IntegrityException {
    MessageDigest digest = ContentHash.sha256();
    int length = block.remaining();
    digest.update(block.duplicate());
    if (length != blockLength(index) || !ContentHash.of(digest).equals(blockDigests.get(index))) {
      throw new IntegrityException(
          "block %d of %s is not what was signed".formatted(index, objectPath()));
    }
  }
}
