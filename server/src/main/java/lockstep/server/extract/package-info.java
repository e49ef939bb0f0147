/// An image back as files: a directory, or a tar.
///
///     the image is opened; the place for it must be free                      [1]
///     for each entry, in path order
///         a directory     made, mode 0700                                     metadata waits: what is put into it would move its mtime
///         a file          made 0600, written, owner, attributes, mode, mtime  every chunk and every whole file hashed before
///         another name    linked to the file before it
///         all else        made, owner, attributes, mode, mtime
///         on the way up   the metadata of the directory that is left          [2]
///     immutable and append-only flags of files with several names             the kernel links no such file
///     all of it on the disk                                                   [3]
///
/// A tar gets the same entries in the same order, as PAX with `SCHILY.xattr` records and GNU's sparse format 1.0, so that an
/// image built of it is the image again; inode flags are the one thing it cannot carry. The same image gives the same tar.
///
/// A failure before [3] takes away what was written, or names it where that cannot be done. A kill leaves it: a
/// directory that is unfinished has mode 0700, a tar that is unfinished is called `.partial`.
///
/// Nothing is ever written over, and nothing outside the directory is reached: every call is on a name in an open
/// directory below it.
@NullMarked
package lockstep.server.extract;

import org.jspecify.annotations.NullMarked;
