/// Moves what is staged into the managed root, and back.
///
///     the journal is on disk, every step with both sides' inodes           [lockstep.agent.journal]
///     mark `begun`
///     for each step: look which side is where, and do what is left to do   [Forward]
///         a directory that is swapped brings most of the steps below it, which then find themselves done
///     where there were swaps, `syncfs`, and once more for each step        [Retiring]
///         take what it replaced out of the retired tree, or the name of what it moved away itself [RetiredTree]
///         what is left goes: names of what is live                         [Dissolving]
///     `syncfs`, mark `committed`
///
/// and back:
///
///     mark `undoing`
///     directories are narrowed again, retired trees taken apart, then the steps in reverse [Backward]
///     directories get their old metadata, the deepest first
///     `syncfs`, mark `undone`
///
/// After a power cut any subset of the steps may be on disk. Nothing here assumes an order: each step looks at the inodes
/// before it acts, so doing the whole journal once more changes nothing. There is no second code path for recovery.
/// Nothing here fetches, hashes or decides: whoever holds a begun transaction needs no network.
@NullMarked
package lockstep.agent.commit;

import org.jspecify.annotations.NullMarked;
