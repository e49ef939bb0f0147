/// What distinguishes two images, told for a review.
///
/// Both manifests are read side by side in path order, four times, so that memory does not grow with what is equal:
///
///     which files are on one side only            [Moves] matches them by content: same content, other path, a move
///     where the moved files were                  only their paths and metadata are kept
///     what needs attention, and how much it is    setuid, setgid, capabilities, device nodes; the counts
///     every difference                            in path order
///
/// The report depends on the two images and on nothing else (no label, no time, no path of the repository), so the same two
/// images give the same bytes, and the digest of the JSON form may be signed. An equal modification time is the rule's
/// exception in reviews, so entries of which only that differs are counted apart, and listed only on request.
@NullMarked
package lockstep.server.diff;

import org.jspecify.annotations.NullMarked;
