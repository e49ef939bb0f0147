package lockstep.server.layers;

import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.ProblemException;
import lockstep.server.tar.TarEntry;
import org.jspecify.annotations.Nullable;

/// An entry that hides what lower layers have: the file `.wh.NAME` hides NAME, `.wh..wh..opq` all that its directory
/// holds.
///
/// @param opaque whether it hides what `path` holds rather than `path` itself
record Whiteout(RelativePath path, boolean opaque) {
  private static final Bytes PREFIX = Bytes.of(".wh.");
  private static final Bytes OPAQUE = Bytes.of(".wh..wh..opq");

  /// Null for an entry that is none.
  ///
  /// @throws ProblemException when it bears such a name and hides nothing that can be hidden
  static @Nullable Whiteout of(Layer layer, RelativePath path, TarEntry entry)
      throws ProblemException {
    for (RelativePath at = path; !at.isRoot(); at = at.parent()) {
      if (!at.equals(path) && startsWith(at.name(), PREFIX, 0)) {
        throw layer.refuse(path.toString(), "lies below a whiteout");
      }
    }
    if (path.isRoot() || !startsWith(path.name(), PREFIX, 0)) {
      return null;
    }
    Bytes name = path.name();
    boolean opaque = name.equals(OPAQUE);
    if (!opaque && startsWith(name, PREFIX, PREFIX.length())) {
      throw layer.refuse(path.toString(), "is a whiteout that only AUFS knows");
    }
    if (entry.kind() != TarEntry.Kind.FILE || entry.size() != 0) {
      throw layer.refuse(path.toString(), "has the name of a whiteout and is no empty file");
    }
    if (opaque) {
      return new Whiteout(path.parent(), true);
    }
    try {
      Bytes hidden = Bytes.copyOf(name.toArray(), PREFIX.length(), name.length());
      return new Whiteout(path.parent().child(hidden), false);
    } catch (IllegalArgumentException e) {
      throw layer.refuse(path.toString(), "is a whiteout of no name");
    }
  }

  private static boolean startsWith(Bytes name, Bytes prefix, int from) {
    if (name.length() - from < prefix.length()) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      if (name.at(from + i) != prefix.at(i)) {
        return false;
      }
    }
    return true;
  }
}
