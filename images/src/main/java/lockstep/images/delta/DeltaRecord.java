package lockstep.images.delta;

import lockstep.images.ContentHash;

/// How one file of the target image is made from a file of the other.
///
/// @param entry the ordinal of the file in the target's manifest
/// @param base the hash of the content it is a patch against
/// @param offset of its frame in the delta object
public record DeltaRecord(
    long entry, ContentHash base, long baseBytes, long offset, int storedLength) {}
