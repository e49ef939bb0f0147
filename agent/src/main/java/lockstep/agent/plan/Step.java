package lockstep.agent.plan;

import lockstep.excludes.RelativePath;
import lockstep.images.Metadata;

/// One change to the live root, complete enough to be done, redone or undone by whoever finds it in a journal.
public sealed interface Step {
  RelativePath path();

  /// Takes from a directory, before anything else happens, the permissions that not both old and new give, and the
  /// immutable and append-only flags it has or an interrupted run gave it. [Settle] gives it its final metadata.
  record Narrow(RelativePath path, Live live, int oldMode, int mode) implements Step {}

  /// Renames what is staged under `number` to a path where nothing is.
  ///
  /// @param stagedInode 0 until it is staged
  /// @param flags to set after the rename, which the kernel refuses for flagged inodes
  record Create(RelativePath path, long number, long stagedInode, int flags) implements Step {}

  /// Swaps what is staged under `number` with what is live; what was live is then the undo copy.
  record Exchange(RelativePath path, long number, Live live, long stagedInode, int flags)
      implements Step {}

  /// Changes mode and mtime of a live inode.
  record Adjust(RelativePath path, Live live, ModeAndTime old, ModeAndTime wanted)
      implements Step {}

  /// Renames what is live into the undo area, under `number`.
  record Delete(RelativePath path, long number, Live live) implements Step {}

  /// Swaps a whole directory with the tree prepared under `number`. Most steps below its path are done in that tree already;
  /// they are in the journal all the same, to put what they replaced or deleted where an undo looks for it.
  record Swap(RelativePath path, long number, Live live, long stagedInode) implements Step {}

  /// Takes apart what is left of the tree that a swap retired: names of inodes that are live as well.
  record Dissolve(RelativePath path, long number) implements Step {}

  /// Gives a directory its final metadata.
  record Settle(RelativePath path, Live live, Metadata old, Metadata wanted) implements Step {}
}
