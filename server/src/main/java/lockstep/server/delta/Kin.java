package lockstep.server.delta;

import java.util.List;
import java.util.Optional;
import lockstep.images.difference.Difference;
import lockstep.server.delta.SeenContent.Kind;

/// A content that must be made, and the contents of the other image that it is like, the likest first.
///
/// @param seenBytes how long it is as seen
/// @param difference against the first base, when that is smaller than what compression alone finds
record Kin(
    ImageContent target,
    Kind kind,
    int seenBytes,
    List<Base> bases,
    Optional<Difference> difference) {
  /// @param seenBytes how long it is as seen
  /// @param gzip whether it is seen as the text inside it
  record Base(ImageContent content, int seenBytes, boolean gzip) {}

  static Kin of(ImageContent target, SeenContent seen, List<Base> bases) {
    return new Kin(target, seen.kind(), seen.seen().remaining(), bases, Optional.empty());
  }

  /// The same, made by a difference against the first base.
  Kin by(Difference made) {
    return new Kin(
        target, Kind.DIFFERENCE, seenBytes, List.of(bases.getFirst()), Optional.of(made));
  }

  Kin withFirstBaseOnly() {
    return new Kin(target, kind, seenBytes, List.of(bases.getFirst()), difference);
  }
}
