/// Groups: what turns one published image's files into the other's, and what makes an image's files from nothing.
///
///     deltas/<from>-<to>.delta            [manifest frame][group][group]...   one object, fetched front to back
///     targets: deltas/<from>-<to>.index   signed: digest, bases and outputs of each group
///     packs/<sha256>.solid                a group without bases, for machines that lack much
///     images/<id>/solid                   the index of those that make an image
///
/// A group is a zstd frame whose prefix is files the machine has, and whose plain bytes are what it lacks: files, texts inside
/// gzip files ([lockstep.images.gzip]), differences ([lockstep.images.difference]).
///
///     read the index, decide which groups pay                        [GroupIndexReader], [Group]
///     allocate room for a group's bases, fill it from the root       [GroupBases]
///     check the frame's digest, unpack it behind the bases           [UnpackedGroup#unpack]
///     make the files that are wanted, hash each                      [UnpackedGroup#make]
///
/// On a machine that lacks one of a group's bases the group is of no use, and nothing else is lost.
///
/// Frames are made and unpacked by the zstd that zstd-jni brings with it, called through `java.lang.foreign`: zstd-jni itself
/// has no call that refers to a prefix without copying it. All large bytes lie outside the heap ([OffHeap]). The formats are
/// in `docs/formats/group-index-v2.md`.
@NullMarked
package lockstep.images.delta;

import org.jspecify.annotations.NullMarked;
