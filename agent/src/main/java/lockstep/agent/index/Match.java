package lockstep.agent.index;

import lockstep.images.ImageId;

/// Says of a whole index that the scan which wrote it found nothing to do: while each of its paths is as noted, and there
/// is no other, the root still is that image, and nobody needs to read the manifest.
///
/// @param rules a fingerprint of the rules that hid paths from the scan
/// @param paths how many the scan saw; an index with fewer entries has forgotten some and proves nothing
public record Match(ImageId image, long rules, long paths) {}
