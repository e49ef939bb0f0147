/// Cuts content into chunks where the content itself says so, so that an insertion moves one boundary and not all.
///
///     the file's bytes, 4 KiB blocks at a time
///         a run of zero blocks of 256 KiB or more   → one hole
///         everything else                           → FastCDC, restarted after each hole
///
/// The result depends on nothing but the bytes and the [lockstep.images.chunk.ChunkSizes]: not on how reads are split,
/// nor on the holes the source filesystem happens to have. The gear table is part of the format; a golden test fixes it.
/// Nothing here compresses, stores or fetches.
@NullMarked
package lockstep.images.chunk;

import org.jspecify.annotations.NullMarked;
