package lockstep.agent.plan;

import lockstep.excludes.RelativePath;

/// A directory that is swapped as a whole.
///
/// @param number what its new tree is staged under
/// @param entries it has, itself included
/// @param directories among them
/// @param changes of names in it that then show at one instant
public record TreeSwap(
    RelativePath path, long number, Live live, long entries, long directories, long changes) {}
