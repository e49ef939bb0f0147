package lockstep.server.check;

import java.util.List;
import lockstep.images.Problem;

/// An object that is missing or damaged.
///
/// @param problem its path is the object's name
/// @param images those it hurts
/// @param served what else of what machines are offered it hurts: a delta, with its direction, or all of it
public record Finding(
    StoredObject object, Problem problem, List<Hurt> images, List<String> served) {
  public Finding {
    images = List.copyOf(images);
    served = List.copyOf(served);
  }
}
