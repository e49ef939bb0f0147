package lockstep.server.gc;

import java.nio.file.Files;
import java.nio.file.Path;
import lockstep.images.ImageId;
import lockstep.images.Problem;
import lockstep.images.ProblemException;

/// Objects that an index names.
final class Needed {
  private Needed() {}

  /// An index that names objects by their hash is not signed: one that was damaged may name an object that never was,
  /// instead of the one it needs.
  ///
  /// @param object its path below the repository
  /// @return `file`
  /// @throws ProblemException `E-MISSING` when it is not there
  static Path present(Path file, String object, ImageId image) throws ProblemException {
    if (!Files.exists(file)) {
      throw new ProblemException(
          new Problem(
              "E-MISSING",
              object,
              "image %s needs it and it is not there, so nothing is removed"
                  .formatted(image.abbreviated()),
              "see what is wrong, and repair it: lockstep fsck REPO --repair-from URL|DIR"));
    }
    return file;
  }
}
