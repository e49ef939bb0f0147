/// The byte difference of one file against one base, in streams that compress well beside those of other files.
///
///     between(base, target)                       publisher
///         sort the base's suffixes, find where the target's runs come from, near misses included
///     control   where each run of the target lies in the base, and what is new
///     diff      per byte of such a run, target minus base: mostly zeros
///     extra     the bytes that come from nowhere
///     apply(base, control, diff, extra, target)   agent
///
/// The streams are not compressed here: whoever stores them puts those of many files side by side first. What comes out
/// is a claim; only the manifest's hash proves it. The method is that of bsdiff (Colin Percival, "Naive differences of
/// executable code", 2003).
@NullMarked
package lockstep.images.difference;

import org.jspecify.annotations.NullMarked;
