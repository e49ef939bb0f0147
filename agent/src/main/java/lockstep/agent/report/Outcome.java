package lockstep.agent.report;

import java.util.Locale;

/// How it ended.
public enum Outcome {
  /// The root was changed and is what the image says.
  CONVERGED,
  /// The root was already what the image says.
  UNCHANGED,
  /// Nothing was to be done now: held back, out of stage, halted.
  DEFERRED,
  /// The last commit was taken back.
  UNDONE,
  FAILED;

  /// The word in `--json`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
