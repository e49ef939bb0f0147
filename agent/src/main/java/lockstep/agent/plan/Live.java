package lockstep.agent.plan;

import lockstep.images.tree.Kind;
import lockstep.images.tree.Stat;

/// What a path of the root was when the plan was made, to notice if it is not that any more.
///
/// @param flags immutable and append-only, as in [lockstep.images.Metadata]; they must be cleared before a rename
public record Live(long inode, long ctimeSeconds, int ctimeNanos, int flags) {
  public static Live of(Stat stat) {
    return new Live(stat.inode(), stat.ctimeSeconds(), stat.ctimeNanos(), stat.flags());
  }

  /// The same, of another inode.
  public Live with(long otherInode) {
    return new Live(otherInode, ctimeSeconds, ctimeNanos, flags);
  }

  /// Whether `now` is that inode, and, but for directories, unchanged. A directory's ctime moves with every name in it,
  /// which is the closing scan's business.
  public boolean still(Stat now) {
    return now.inode() == inode
        && (now.kind() == Kind.DIRECTORY
            || (now.ctimeSeconds() == ctimeSeconds && now.ctimeNanos() == ctimeNanos));
  }
}
