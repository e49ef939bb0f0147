package lockstep.server.check;

import java.util.List;
import lockstep.images.ImageId;

/// An image that an object's loss hurts.
///
/// @param role `current`, `old`, or `stored` for one that is not published
/// @param files how many of its files are known to be lost, 0 where that is not known
/// @param paths the first of them, escaped
public record Hurt(ImageId image, String label, String role, long files, List<String> paths) {
  public Hurt {
    paths = List.copyOf(paths);
  }
}
