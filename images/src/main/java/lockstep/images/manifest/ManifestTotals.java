package lockstep.images.manifest;

/// What a manifest adds up to.
///
/// @param entries all of them, the root included
/// @param files regular files; a hard link is no file of its own
/// @param totalBytes of the files' content, holes included
/// @param chunkReferences chunk segments of all files, in manifest order, repeats included
public record ManifestTotals(long entries, long files, long totalBytes, long chunkReferences) {}
