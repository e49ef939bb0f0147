/// How Lockstep's own files are stored: messages with their length before them, inside one zstd frame.
///
/// Reading goes the hostile way round: a length is compared with its limit before anything is allocated, a
/// decompressed stream stops at the length somebody signed for it, and the window a frame may ask for is bounded, so
/// that a kilobyte cannot become ten gigabytes. Nothing here knows what the messages mean.
@NullMarked
package lockstep.images.stored;

import org.jspecify.annotations.NullMarked;
