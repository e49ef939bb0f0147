/// What must change here, as data: nothing in this package writes to the managed root.
///
///     scan the root in path order, alongside the manifest and the stat index      [Differ]
///         compare each pair: kind, content, metadata                             [Comparison]
///         read what the index does not know, ahead of the scan                   [ReadAhead]
///         note the difference, what must be staged, and the step that commits it [PlanWriter]
///     choose directories that change at one instant                              [TreeSwaps]
///     settle the hard-link groups, which only the whole scan can judge           [LinkGroups]
///
/// A [Plan] is a folder of spools: the differences in path order (what `plan` prints and triggers match), the staged
/// items in manifest order, and the steps by [Phase]. The phases make every prefix of the commit a root that works:
/// new paths before old ones change, libraries before programs, symlinks and changes of kind after what they point at,
/// deletions near the end, directories' own metadata last.
///
/// A directory that the image does not have is one step, a rename, unless something below it is excluded or mounted: then
/// it stays and only its other children go. A directory that the root does not have is staged whole and is one step too.
@NullMarked
package lockstep.agent.plan;

import org.jspecify.annotations.NullMarked;
