/// The trees themselves: the one place that talks to the kernel about files.
///
/// A [lockstep.images.tree.Directory] is an open directory, and every operation is on it or on one name in it. From the
/// single door by path, [lockstep.images.tree.Directory#open], the way down is by descriptor:
///
///     open("/")                          the root, symlinks followed, once
///       openBelow(usr/lib)               openat2: no symlink, no `..`, no mount on the way
///         createFile(name, 0600)         never over something that is there
///         setOwner, setXattr, setMode    on the name itself, a symlink is not followed, a device not opened
///         exchange(name, live, name)     old and new trade places in one step
///         sync(), syncFilesystem()       what was done survives the power
///
/// So whoever renames directories, plants symlinks or mounts filesystems meanwhile can make a call fail, and cannot
/// make it reach anything outside.
///
/// A [lockstep.images.tree.TreeScanner] walks a tree in path order:
///
///     for each directory, the root first
///         open and list it                                                     names sorted as unsigned bytes
///         visit it
///         for each name: ask the filter, `statx`, then
///             guarded     excluded, a seed or a mount point: told of, not opened, nothing below it told
///             visit       a leaf
///             go down     a directory; leave() after what is below it
///
/// Its stack is its own, so no depth is too deep. Of the open directories it keeps the nearest few dozen. On all processors it
/// has the directories ahead of it opened, listed and looked at ([lockstep.images.tree.ScanAhead]), a few thousand entries of
/// them; who visits hears of everything in the same order.
///
/// After a crash each call has happened or has not; what of it is on the disk only the two `sync` calls say. A `sync`
/// that failed is never tried again and believed.
///
/// [lockstep.images.tree.PrivateMounts] lets one thread, and what it starts, see another tree than everybody else does.
///
/// Nothing here decides, retries (but interrupted calls) or follows a symlink. Nothing is read into memory but
/// the names of the directories on the way down. The memory of `java.lang.foreign` stays behind `LinuxCalls`, `FileCalls`
/// and `Scratch`; x86-64 and arm64 are known, Linux 5.10 and glibc 2.28 the oldest that serve. `/proc` must be mounted.
@NullMarked
package lockstep.images.tree;

import org.jspecify.annotations.NullMarked;
