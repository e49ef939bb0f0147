package lockstep.images.tree;

import java.io.IOException;
import lockstep.excludes.Bytes;
import lockstep.excludes.RelativePath;
import lockstep.images.Problem;
import lockstep.images.ProblemException;

/// Is told what a [TreeScanner] finds, in path order, by one thread.
public interface TreeVisitor {
  /// A managed entry; a directory comes before what is below it, the root first of all.
  void visit(ScannedEntry entry) throws IOException;

  /// All below `directory` has been told, the root last of all.
  void leave(RelativePath directory) throws IOException;

  /// Something is at `path`, in its place in the order, and will not be looked at.
  void guarded(RelativePath path, Guard why) throws IOException;

  /// `name` in `directory` has no path that any program could use: it would be longer than the 4,095 bytes Linux allows,
  /// which only a tree made step by step can be. No image has such an entry, so this refuses it; who removes the
  /// directory anyway may pass over it.
  default void overlong(RelativePath directory, Bytes name) throws IOException {
    throw new ProblemException(
        new Problem(
            "E-PATH-LENGTH",
            directory.toString(),
            "holds '%s', whose path is longer than %d bytes"
                .formatted(name, RelativePath.MAX_PATH_BYTES),
            "remove or exclude the directory"));
  }
}
