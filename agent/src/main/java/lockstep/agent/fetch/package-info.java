/// Downloads of parts of repository objects, kept on disk under the object's own offsets until the commit is done.
///
///     every part that will be needed is asked for           [FetchArea#want]
///     parts close together become one request, long ones several, a few run at a time
///     each request asks one source after another, mirrors first, until all has come             [Download]
///     bytes go to the object's local copy at the same offset; the range is noted with its source [LocalCopy]
///     whoever uses bytes checks them; if they are wrong others are asked, and the liar is blamed [Doubt]
///
/// What was noted as had is not fetched again after an interruption. A note is no proof: notes are not synced, and a hash
/// decides.
@NullMarked
package lockstep.agent.fetch;

import org.jspecify.annotations.NullMarked;
