package lockstep.images.tree;

/// What a filesystem has left.
///
/// @param availableBytes free to an unprivileged user: root's reserve is not counted
/// @param freeInodes 0 with `totalInodes` 0 where the filesystem makes inodes as it needs them
/// @param blockBytes the unit in which it allocates
public record Space(
    long availableBytes, long totalBytes, long freeInodes, long totalInodes, int blockBytes) {}
