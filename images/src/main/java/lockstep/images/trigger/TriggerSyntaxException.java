package lockstep.images.trigger;

import lockstep.images.Problem;
import lockstep.images.ProblemException;

/// A trigger or probe file cannot be read. Nothing it declares is used, and nothing is converged without it.
public final class TriggerSyntaxException extends ProblemException {
  private static final long serialVersionUID = 1L;

  private final int line;

  /// @param code `E-TRIGGER` or `E-PROBE`
  /// @param line counted from 1
  public TriggerSyntaxException(String code, String file, int line, String reason) {
    super(
        new Problem(
            code,
            file,
            "line " + line + ": " + reason,
            "correct the file in the tree the image is built from, build and publish it"));
    this.line = line;
  }

  public int line() {
    return line;
  }
}
