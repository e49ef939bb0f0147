package lockstep.server.capture;

import java.util.ArrayList;
import java.util.List;
import lockstep.excludes.RelativePath;

/// Files with one kind of [Noise].
///
/// @param examples the first of them in path order
public record NoisyFiles(long files, List<RelativePath> examples) {
  public static final NoisyFiles NONE = new NoisyFiles(0, List.of());

  private static final int MAX_EXAMPLES = 5;

  NoisyFiles with(RelativePath path) {
    if (examples.size() == MAX_EXAMPLES) {
      return new NoisyFiles(files + 1, examples);
    }
    List<RelativePath> more = new ArrayList<>(examples);
    more.add(path);
    return new NoisyFiles(files + 1, List.copyOf(more));
  }
}
