/// The repository on disk: images, the packs that hold their content, the deltas between the published two.
///
///     lockstep.json                       what this directory is, and of which format
///     packs/<sha256>.pack                 chunks, immutable
///     packs/<sha256>.solid                a group of contents, immutable
///     images/<id>/manifest                as published: compressed
///     images/<id>/packs                   where its chunks lie
///     images/<id>/solid                   which groups make its contents, once it was published
///     images/<id>/annotation.json         label, time, what was read: not part of the image
///     deltas/<from>-<to>.delta, .index
///     retired.json                        since when images that were published are not any more
///     metadata/, targets/                 signed; written by [lockstep.server.signing] alone
///     incoming/                           whatever is not finished; removed by the next writer
///
/// A build writes packs, then the image's directory, each complete and durable in `incoming/` before one rename gives it
/// its name: an image that can be listed has all its content. A publish writes both deltas and the solid groups
/// of both images before anything is signed. So
/// a crash at any instant leaves the repository as it was, and things in `incoming/` or unreferenced packs that the next
/// [lockstep.server.gc.GarbageCollection] takes away. Collection goes the other way round: first the image's
/// name goes, then what only it needed.
///
/// Beside the repository, in `REPO.build/` and never served, builds keep what they learned of the directories they read:
/// files that are as they were are not read again while the packs that hold them are there ([BuildRecollection]).
///
/// One writer at a time, by a lock on the directory; readers need none.
@NullMarked
package lockstep.server.repository;

import org.jspecify.annotations.NullMarked;
