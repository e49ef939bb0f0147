package lockstep.images.trigger;

import lockstep.images.Problem;
import lockstep.images.ProblemException;

/// A trigger file cannot be read. None of its triggers is used, and nothing is converged without them.
public final class TriggerSyntaxException extends ProblemException {
  private static final long serialVersionUID = 1L;

  private final int line;

  /// @param line counted from 1
  public TriggerSyntaxException(String file, int line, String reason) {
    super(
        new Problem(
            "E-TRIGGER",
            file,
            "line " + line + ": " + reason,
            "correct the file in the tree the image is built from, build and publish it"));
    this.line = line;
  }

  public int line() {
    return line;
  }
}
