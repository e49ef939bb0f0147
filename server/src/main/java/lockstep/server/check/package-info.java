/// Whether what a repository holds is what it should be.
///
///     metadata     by a client, as a machine would                         what is served follows from it
///     targets      by the hashes that are signed, or that name them
///     images       manifest, what people are told, pack index, packs, every chunk of every file; then the solid groups,
///                  and every file they make: neither of the two indexes is signed, so reading them proves nothing
///     deltas       their indexes by the signed copies, the deltas by their indexes
///
/// An object is proven by its [lockstep.server.check.Proof], which asks nothing of where the bytes lie: what finds damage
/// here is also what lets a copy from elsewhere in ([lockstep.server.repair]).
@NullMarked
package lockstep.server.check;

import org.jspecify.annotations.NullMarked;
