package lockstep.images.delta;

import java.util.List;
import lockstep.images.ContentHash;

/// A frame and the contents it makes.
///
/// Its plain bytes are the streams of the raw and gzip outputs in order, then the controls of the differences in order,
/// then their diffs, then their extras.
///
/// @param digest of the frame as stored
/// @param offset of the frame in the delta object; 0 where the group is an object of its own
public record Group(
    ContentHash digest,
    long offset,
    int storedLength,
    List<GroupBase> bases,
    List<GroupOutput> outputs) {
  /// No frame unpacks to more, and no prefix is longer: both lie in memory. A file that is longer goes by chunks.
  public static final int MAX_BYTES = 64 << 20;

  static final int MAX_BASES = 1 << 16;
  static final int MAX_OUTPUTS = 1 << 16;

  public Group {
    bases = List.copyOf(bases);
    outputs = List.copyOf(outputs);
  }

  /// The path of a group that is an object of its own.
  public String objectPath() {
    return "packs/" + digest + ".solid";
  }

  /// How many bytes the frame unpacks to.
  public long plainBytes() {
    return outputs.stream().mapToLong(GroupOutput::plainBytes).sum();
  }

  /// How many bytes its prefix has.
  public long prefixBytes() {
    return bases.stream()
        .filter(base -> base.use() == GroupBase.Use.PREFIX)
        .mapToLong(GroupBase::lengthBytes)
        .sum();
  }
}
