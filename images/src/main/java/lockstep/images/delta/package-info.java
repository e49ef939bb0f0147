/// Deltas: what turns one published image's files into the other's, per changed file a zstd frame with the other
/// image's file as its prefix.
///
///     deltas/<from>-<to>.delta            the frames one after the other, fetched as one object
///     targets: deltas/<from>-<to>.index   signed: digests of the object's blocks, then a record per frame
///
/// Records stand in the order of the target image's manifest, frames in the order of the records, so a machine reads
/// both front to back beside its plan. Blocks are verified as they arrive and make a download resumable. A record names
/// its base by hash: on a machine whose file is not that base, the record is of no use and nothing is lost.
///
/// The patch code calls the zstd that zstd-jni brings with it, through `java.lang.foreign`: zstd-jni itself has no call
/// that refers to a prefix without copying it. Base and target lie outside the heap ([OffHeap]), so that a heap of 64 MB
/// is enough for the largest file taken as a delta, [PrefixPatch#MAX_FILE_BYTES]. What comes out of a patch is a claim:
/// only the manifest's hash proves it. The formats are in `docs/formats/delta-v1.md`.
@NullMarked
package lockstep.images.delta;

import org.jspecify.annotations.NullMarked;
