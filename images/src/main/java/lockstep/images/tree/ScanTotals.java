package lockstep.images.tree;

/// What a scan met.
///
/// @param entries visited, directories and the root included
/// @param vanished names that were listed and gone a moment later
public record ScanTotals(
    long entries, long directories, long excluded, long seeds, long mountPoints, long vanished) {}
