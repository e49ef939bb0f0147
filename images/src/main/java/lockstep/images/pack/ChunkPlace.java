package lockstep.images.pack;

/// Where a stored chunk lies.
///
/// @param pack counted from 0 in the index's list of packs
public record ChunkPlace(int pack, long offset, int storedLength) {}
