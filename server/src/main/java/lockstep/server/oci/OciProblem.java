package lockstep.server.oci;

import lockstep.images.Problem;
import lockstep.images.ProblemException;

/// What may be wrong with a layout.
final class OciProblem {
  private static final String COPY_AGAIN = "copy the image again: skopeo copy SOURCE oci:DIR";

  private OciProblem() {}

  /// @param where of the layout, or a file in it
  static ProblemException malformed(String where, String fault) {
    return new ProblemException(new Problem("E-OCI", where, fault, COPY_AGAIN));
  }

  static ProblemException blob(Digest digest, String fault) {
    return new ProblemException(new Problem("E-OCI-BLOB", digest.path(), fault, COPY_AGAIN));
  }

  static ProblemException limit(String where, String fault) {
    return new ProblemException(
        new Problem("E-OCI-LIMIT", where, fault, "make the image smaller, or a tar of its tree"));
  }
}
