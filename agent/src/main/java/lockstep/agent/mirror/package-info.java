/// Places that have copies of a repository's packs and deltas, asked before the repository's own, to spare it.
///
///     each machine asks the mirrors in an order of its own, the origin last         [Mirrors#inOrder]
///     one that lacks an object, has a wrong one, is slow or silent is set aside      [Mirrors#failed], [SetAside]
///         for half an hour, twice as long each further time, a day at most; the state folder remembers it
///         the report says which, and what was found (`E-MIRROR`)
///     one that is busy is not asked again in this run
///     one that served a whole run well is a good one again                           [Mirrors#close]
///
/// Metadata, targets and indexes come from the origin alone. What a mirror says is a claim like any other: the worst it can
/// do is to cost time.
@NullMarked
package lockstep.agent.mirror;

import org.jspecify.annotations.NullMarked;
