package lockstep.server.layers;

import lockstep.images.Problem;
import lockstep.images.ProblemException;
import lockstep.server.tar.TarFile;

/// An archive of a stack.
///
/// @param name for messages
/// @param archive closed by whoever opened it
public record Layer(String name, TarFile archive, Rules rules) {
  /// What the names in it mean.
  public enum Rules {
    /// A whole tree: every directory has an entry, names may start with a slash, and every name is just a name.
    ARCHIVE,
    /// Changes to the layers below, by the OCI image specification: `.wh.` hides, directories may go without saying.
    CHANGES
  }

  boolean isChanges() {
    return rules == Rules.CHANGES;
  }

  /// @param path of the entry, escaped
  ProblemException refuse(String path, String fault) {
    return switch (rules) {
      case ARCHIVE ->
          new ProblemException(
              new Problem(
                  "E-TAR", path, fault, "make the archive again with GNU tar --format=pax"));
      case CHANGES ->
          new ProblemException(
              new Problem(
                  "E-OCI-LAYER",
                  path,
                  fault + ", in layer " + name,
                  "build the image again; a tool that unpacks this one may write where it must not"));
    };
  }

  ProblemException tooMuch(String fault) {
    String code = isChanges() ? "E-OCI-LIMIT" : "E-TAR";
    return new ProblemException(new Problem(code, name, fault, "leave out what no root has"));
  }
}
