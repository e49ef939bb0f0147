package lockstep.server.rollout;

import java.util.Locale;

/// What became of a machine that a stage reaches.
public enum Fate {
  /// It was measured to match current.
  TOOK,
  /// It has not come since the stage began, or came and is not done.
  AWAITED,
  /// Its last converge failed.
  FAILED,
  /// It took current back: a critical trigger or a probe failed, or somebody did it by hand.
  UNDONE,
  /// It missed three of its own polls, as [lockstep.server.fleet.Standing] says.
  SILENT,
  /// It has to be brought to current again and again, as [lockstep.server.fleet.Standing] says.
  FLAPPING,
  /// It was not heard of before the stage either: it says nothing about it.
  OFF,
  /// An operator decides what it takes, not the rollout.
  ORDERED;

  public boolean isHurt() {
    return this == FAILED || this == UNDONE || this == SILENT || this == FLAPPING;
  }

  /// Whether it says anything about the stage.
  public boolean isJudged() {
    return this != OFF && this != ORDERED;
  }

  /// As people read it: `failed`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
