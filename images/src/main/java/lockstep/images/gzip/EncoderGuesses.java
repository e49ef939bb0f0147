package lockstep.images.gzip;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import lockstep.excludes.Bytes;

/// Which encoders to try, the likely ones first.
///
/// Where several made the same file, the first wins: so equal files get equal recipes, and similar ones similar recipes.
final class EncoderGuesses {
  private static final List<Integer> LEVELS = List.of(9, 6, 1, 8, 7, 5, 4, 3, 2);

  /// What zlib's users ask for: its default, or, like Perl, its most.
  private static final List<Integer> MEMORIES = List.of(8, 9);

  private static final List<Encoder> ALL = all();

  private EncoderGuesses() {}

  /// @param header of the member that one of these is to have made
  static List<Encoder> of(Bytes header) {
    int flags = GzipHeader.extraFlags(header);
    Comparator<Encoder> asTheHeaderSays =
        Comparator.comparingInt(it -> it.extraFlags() == flags ? 0 : 1);
    return ALL.stream().sorted(asTheHeaderSays).toList();
  }

  private static List<Encoder> all() {
    List<Encoder> all = new ArrayList<>();
    for (int level : LEVELS) {
      all.add(Encoder.gnu(level));
    }
    for (int level : LEVELS) {
      for (int memory : MEMORIES) {
        all.add(Encoder.zlib(level, memory));
      }
    }
    return List.copyOf(all);
  }
}
