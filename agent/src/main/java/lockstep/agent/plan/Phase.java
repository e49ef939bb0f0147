package lockstep.agent.plan;

/// The order of a commit: each phase's steps come after all steps of the phases before it. Where steps of one phase need each
/// other, [lockstep.agent.order.StepOrder] knows.
public enum Phase {
  /// Directories are narrowed before anything appears in them.
  NARROW,
  /// New paths, symlinks among them: nothing that runs today needs them yet, and what comes later may need any.
  NEW,
  /// Whole directories: all that changes below each, at one instant.
  SWAP,
  /// Shared libraries that exist already: the new ones serve old programs, not the other way round.
  LIBRARIES,
  /// All other files.
  FILES,
  /// Symlinks that change, and paths that change their kind: what they point at is there by now.
  LINKS,
  /// Modes and times of inodes that stay.
  METADATA,
  /// Nothing that is new needs what goes.
  DELETIONS,
  /// Directories' own metadata, the deepest first: every step above moved their mtimes.
  DIRECTORIES
}
