/// What the last scan learned, so that the next one need not read unchanged files again.
///
/// For each path in path order: what `statx` said, the extended attributes, and, for files we hashed ourselves, the
/// SHA-256. While device, inode, size, mtime and ctime are all as noted, content and attributes are too: every change of
/// either moves ctime. An entry whose ctime is younger than two seconds before hashing began is not noted, because a
/// second write within the same clock tick would not show; it is simply hashed again next time.
///
/// The index is a cache. It is never synced; a torn or damaged block ends it there and costs hashing, nothing else.
@NullMarked
package lockstep.agent.index;

import org.jspecify.annotations.NullMarked;
