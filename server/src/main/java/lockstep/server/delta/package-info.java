/// Decides which bytes make a delta small, and makes them.
///
///     which contents does `to` have that `from` has not                              [ImageContents]
///     for each, which contents of `from` is it like                                  [BaseChoice], [FeatureIndex]
///         the one at its path, or at the path most like it, and those that share most with it
///         gzip files are looked at inside
///     which of them stand together in a group: alike in kind, near in path, limited in bytes   [GroupPlan]
///     compress each group on a core of its own                                       [GroupBuild]
///         a program, where that is smaller, as a difference against its base         [DifferenceTrial]
///     write the frames one after the other, and the index that says what is in them  [DeltaFiles]
///
/// The solid groups of an image are the same with nothing for `from`. Everything is decided by the contents alone and
/// written in the order of the plan, so the same two images give the same bytes, whatever the number of cores.
///
/// What is held: a few numbers per content and sampled feature of `from`, and per core the group being compressed.
@NullMarked
package lockstep.server.delta;

import org.jspecify.annotations.NullMarked;
