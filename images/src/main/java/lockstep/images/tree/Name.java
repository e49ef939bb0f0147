package lockstep.images.tree;

import lockstep.excludes.Bytes;

/// One name in a directory.
///
/// @param kind as the listing told it; [Kind#UNKNOWN] on filesystems that do not
public record Name(Bytes name, Kind kind) {}
