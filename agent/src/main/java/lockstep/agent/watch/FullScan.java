package lockstep.agent.watch;

import java.util.Locale;

/// Why a look was at the whole root.
public enum FullScan {
  START,
  /// Nobody watches.
  UNWATCHED,
  /// The kernel had no room for all that happened.
  OVERFLOW,
  /// It was time for one.
  SCHEDULE,
  /// It was time to read every byte.
  VERIFY,
  /// Another image is compared with.
  IMAGE,
  /// Other excludes, or other rights.
  RULES,
  MOUNTS,
  /// Somebody else wrote the stat index.
  INDEX,
  /// More than it is worth keeping was in doubt.
  MUCH,
  /// The root changed under the round.
  RACE;

  /// The word in `--json`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
