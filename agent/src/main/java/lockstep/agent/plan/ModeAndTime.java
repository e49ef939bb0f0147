package lockstep.agent.plan;

import lockstep.images.Metadata;
import lockstep.images.tree.Stat;

/// The two pieces of metadata that one system call each sets.
///
/// @param mode permission bits, or [#NO_MODE] for a symlink
public record ModeAndTime(int mode, long mtimeSeconds, int mtimeNanos) {
  public static final int NO_MODE = -1;

  static ModeAndTime of(Stat stat) {
    return new ModeAndTime(modeOf(stat, stat.mode()), stat.mtimeSeconds(), stat.mtimeNanos());
  }

  static ModeAndTime wanted(Stat stat, Metadata wanted) {
    return new ModeAndTime(modeOf(stat, wanted.mode()), wanted.mtimeSeconds(), wanted.mtimeNanos());
  }

  private static int modeOf(Stat stat, int mode) {
    return stat.kind() == lockstep.images.tree.Kind.SYMLINK ? NO_MODE : mode;
  }
}
