package lockstep.agent.stage;

import java.io.IOException;
import lockstep.excludes.RelativePath;

/// A path is not any more what the plan was made for: scan again and plan anew.
public final class RootChangedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient RelativePath path;

  RootChangedException(RelativePath path) {
    super(path + " changed between the scan and the commit");
    this.path = path;
  }

  public RelativePath path() {
    return path;
  }
}
