package lockstep.images.delta;

import java.util.Optional;
import lockstep.images.ContentHash;
import lockstep.images.ImageId;

/// What a group index says before its groups.
///
/// @param from empty when the groups need no other image
/// @param manifestPatch the first bytes of the delta object, where it begins with one
/// @param groups how many follow
public record GroupIndexHeader(
    Optional<ImageId> from, ImageId to, Optional<ManifestPatch> manifestPatch, int groups) {
  /// A frame with the manifest of `from` as prefix that unpacks to the manifest of `to`.
  public record ManifestPatch(int storedLength, ContentHash digest) {}

  public GroupIndexHeader {
    boolean sane =
        groups >= 0
            && groups <= GroupIndexFormat.MAX_GROUPS
            && (from.isPresent() || manifestPatch.isEmpty())
            && !from.equals(Optional.of(to))
            && manifestPatch.stream()
                .allMatch(p -> p.storedLength > 0 && p.storedLength <= Group.MAX_BYTES);
    if (!sane) {
      throw new IllegalArgumentException(
          "a group index of %d groups from %s to %s with %s"
              .formatted(groups, from, to, manifestPatch));
    }
  }

  /// The path of the object that holds the groups of a delta.
  public static String objectPath(ImageId from, ImageId to) {
    return "deltas/" + from + "-" + to + ".delta";
  }

  /// Where the first group begins in the delta object.
  public int firstOffset() {
    return manifestPatch.map(ManifestPatch::storedLength).orElse(0);
  }
}
