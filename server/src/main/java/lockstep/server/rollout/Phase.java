package lockstep.server.rollout;

import java.util.Locale;

/// Where a rollout is.
public enum Phase {
  /// Nobody takes current yet.
  SCHEDULED,
  /// The machines of its stage take current.
  RUNNING,
  /// Nobody newly takes current; nobody goes back either.
  HALTED,
  /// Over: everyone goes back to old.
  ABORTED,
  /// Over: everyone takes current.
  DONE;

  /// Whether nothing more comes.
  public boolean isOver() {
    return this == ABORTED || this == DONE;
  }

  /// As people and files have it: `halted`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
