/// What a build learned of a directory's files, kept for the next build from the same directory.
///
/// For each regular file in path order: what `statx` said, its attributes, its content, and where the repository keeps the
/// chunks. While device, inode, size, mtime and ctime are all as noted, content and attributes are too: every change of
/// either moves ctime. Not noted is a file whose ctime is younger than two seconds before the build began, because a
/// second write within the same clock tick would not show.
///
///     8 bytes   "LSBUILD1"
///     8 bytes   where the list of packs begins; 0 while the file is being written
///     block:    4 bytes length, 4 bytes CRC-32C of the payload, payload: whole records
///     packs:    a block of its own, at the end
///
/// The first path of a block shares no prefix with the block before. The file is a cache: it lies beside the repository,
/// is never served and never synced; a torn or damaged block ends it there and costs reading, nothing else. It is also
/// only a hint: whoever uses it must see for himself that the packs are still there.
@NullMarked
package lockstep.server.recall;

import org.jspecify.annotations.NullMarked;
