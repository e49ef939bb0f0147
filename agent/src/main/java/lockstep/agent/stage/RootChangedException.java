package lockstep.agent.stage;

import java.io.IOException;
import lockstep.excludes.RelativePath;
import lockstep.images.tree.SystemCallException;

/// A path is not any more what the plan was made for: scan again and plan anew.
public final class RootChangedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient RelativePath path;

  RootChangedException(RelativePath path) {
    super(path + " changed between the scan and the commit");
    this.path = path;
  }

  /// What to throw where a directory that the plan was made for cannot be opened: it vanished, or is a symlink now.
  static IOException or(SystemCallException e, RelativePath path) {
    return e.isAbsence() ? new RootChangedException(path) : e;
  }

  public RelativePath path() {
    return path;
  }
}
