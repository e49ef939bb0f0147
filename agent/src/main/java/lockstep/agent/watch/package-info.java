/// What a daemon knows of its root between two looks at it.
///
///     open a watch on the root's filesystem                                    [RootWatch]
///     each look at the whole root, or at what is in doubt                       [lockstep.agent.plan]
///         everything that was told until it began is forgotten: it is looked at
///         what it finds, and what is told while it goes on, is in doubt from now on      [Knowledge]
///     each change that the kernel tells of                                    [RootWatch]
///         below the root, and not excluded: its path is in doubt, and the loop is woken
///         of a file with further names, through one that is not ours: its inode is in doubt
///         to an excluded file, again and again: the kernel is asked to say no more of it  [HotFiles]
///
/// So at any time each managed path either is in doubt, or is as the image and the stat index have it, and the next round
/// looks at what is in doubt alone. Whatever breaks the chain ends it, and the next round looks at everything: an overflow of
/// the kernel's queue, another image or other rules, something mounted or unmounted, a stat index that somebody else wrote, a look
/// that failed. The reasons are counted.
///
/// Not told, and so found by the scheduled look at everything only: writes through a mapping until it ends, a changed `chattr` flag
/// on kernels that do not tell of it, and whatever is done to the disk below the filesystem.
@NullMarked
package lockstep.agent.watch;

import org.jspecify.annotations.NullMarked;
