package lockstep.images.delta;

import java.util.OptionalInt;
import lockstep.images.ContentHash;

/// A content of the other image that a group is made from.
///
/// @param content the first eight bytes of its SHA-256, big-endian: enough to find it. That it is the right one shows in
///     what is made with it.
/// @param sizeBytes of the file
/// @param textBytes present when the group refers to the text inside this gzip file, not to the file
/// @param use how the group refers to it
public record GroupBase(long content, int sizeBytes, OptionalInt textBytes, Use use) {
  /// How a group refers to a base.
  public enum Use {
    /// It is a part of the frame's prefix.
    PREFIX,
    /// Only differences are made against it.
    ASIDE
  }

  /// How many bytes the group refers to.
  public int lengthBytes() {
    return textBytes.orElse(sizeBytes);
  }

  /// Whether `hash` may be that of this base.
  public boolean mayBe(ContentHash hash) {
    return hash.w0() == content;
  }
}
