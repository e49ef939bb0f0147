package lockstep.server.gc;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import lockstep.images.ImageId;

/// A kind of object that images need.
interface Kind {
  /// In the plural, for people and scripts: `packs`.
  String name();

  /// The files of this kind that none of the images needs. Nothing is removed here.
  ///
  /// @throws lockstep.images.ProblemException when it cannot be known what they need
  List<Path> unneeded(Set<ImageId> staying) throws IOException;
}
