package lockstep.images.delta;

import java.util.List;
import lockstep.excludes.Bytes;

/// One content that a group makes.
///
/// @param entries the ordinals of the FILE entries that have it, ascending; none when no entry has it any
///     more
/// @param sizeBytes of the file
public record GroupOutput(List<Integer> entries, int sizeBytes, Form form) {
  public GroupOutput {
    entries = List.copyOf(entries);
  }

  /// What stands for the file among the plain bytes of the group.
  public sealed interface Form {}

  /// The file itself.
  public record Raw() implements Form {}

  /// The text inside a gzip file, see [lockstep.images.gzip].
  ///
  /// @param recipe makes the file of the text
  public record Gzip(int textBytes, Bytes recipe) implements Form {}

  /// A program with its displacements made absolute, see [lockstep.images.code].
  public record Code() implements Form {}

  /// A difference, see [lockstep.images.difference].
  ///
  /// @param base counted from 0 in the group's bases
  public record Difference(int base, int controlBytes, int diffBytes, int extraBytes)
      implements Form {}

  /// How many of the group's plain bytes are this output's.
  public long plainBytes() {
    return switch (form) {
      case Raw(), Code() -> sizeBytes;
      case Gzip(int textBytes, Bytes _) -> textBytes;
      case Difference(_, int controlBytes, int diffBytes, int extraBytes) ->
          (long) controlBytes + diffBytes + extraBytes;
    };
  }
}
