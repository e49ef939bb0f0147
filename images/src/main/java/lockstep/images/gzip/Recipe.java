package lockstep.images.gzip;

import java.util.List;
import lockstep.excludes.Bytes;

/// What a gzip file is beside its text. At least one member.
///
/// @param trailing what follows the last member: padding, mostly
record Recipe(List<Member> members, Bytes trailing) {
  Recipe {
    if (members.isEmpty()) {
      throw new IllegalArgumentException("no member");
    }
    members = List.copyOf(members);
  }

  /// One of the compressed files that a gzip file is a sequence of.
  ///
  /// @param header whole, from the magic number to the compressed data
  /// @param textBytes how long its text is
  record Member(Encoder encoder, Bytes header, long textBytes) {}
}
