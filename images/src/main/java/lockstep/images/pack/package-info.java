/// Where chunks lie: packs, and per image the index that says which piece of which pack each chunk reference is.
///
///     packs/<sha256>.pack      zstd frames one after the other, one per chunk, nothing else
///     images/<id>/packs        one place per chunk reference of the manifest, in manifest order
///
/// The index holds no hashes and carries no signature: a wrong place leads to bytes that are not the chunk, and
/// [ChunkDecoder] says so, because the hash and the length it checks come from the signed manifest. A pack never changes
/// once it has its name. The formats are in `docs/formats/pack-v1.md`.
@NullMarked
package lockstep.images.pack;

import org.jspecify.annotations.NullMarked;
